package dev.millrace.agents;

import dev.millrace.screening.Screening;
import dev.millrace.screening.ScreeningPolicy;
import dev.millrace.screening.ScreeningPolicy.Action;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what an agent makes of injected instructions and hidden text. */
final class ScreeningReader {

    private static final int MAX_THRESHOLD = 100;
    private static final Set<String> RULES = Screening.standard().rules();

    private ScreeningReader() {}

    static ScreeningPolicy read(Optional<YamlValue> group) {
        return group.map(YamlValue::fields)
                .map(ScreeningReader::read)
                .orElse(ScreeningPolicy.STANDARD);
    }

    private static ScreeningPolicy read(YamlFields fields) {
        ScreeningPolicy policy =
                new ScreeningPolicy(
                        fields.value("action")
                                .flatMap(ScreeningReader::action)
                                .orElse(ScreeningPolicy.STANDARD.action()),
                        fields.decimal("threshold", 0, MAX_THRESHOLD)
                                .map(BigDecimal::doubleValue)
                                .orElse(ScreeningPolicy.STANDARD.threshold()),
                        rules(fields.list("withoutRules", RULES.size())));
        fields.end();
        return policy;
    }

    private static Optional<Action> action(YamlValue value) {
        // A plain off is a truth value in YAML.
        if (value.isFalse()) {
            return Optional.of(Action.OFF);
        }
        return value.text(Integer.MAX_VALUE)
                .flatMap(
                        action ->
                                switch (action) {
                                    case "off" -> Optional.of(Action.OFF);
                                    case "flag" -> Optional.of(Action.FLAG);
                                    case "reject" -> Optional.of(Action.REJECT);
                                    default -> value.wrong("must be off, flag or reject");
                                });
    }

    private static Set<String> rules(List<YamlValue> items) {
        Set<String> rules = new HashSet<>();
        for (YamlValue item : items) {
            item.text(Integer.MAX_VALUE).filter(rule -> isKnown(item, rule)).ifPresent(rules::add);
        }
        return rules;
    }

    private static boolean isKnown(YamlValue item, String rule) {
        if (!RULES.contains(rule)) {
            item.problem("is no rule; there is " + String.join(", ", RULES));
        }
        return RULES.contains(rule);
    }
}
