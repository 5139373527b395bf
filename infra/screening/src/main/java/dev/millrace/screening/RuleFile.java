package dev.millrace.screening;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Reads the file of rules. */
final class RuleFile {

    private static final String STANDARD = "rules.yml";
    private static final Set<String> FIELDS =
            Set.of("id", "description", "where", "score", "patterns", "literals", "hidden");
    private static final String ID = "[a-z][a-z0-9-]{2,39}";

    private RuleFile() {}

    static List<Rule> standard() {
        try (InputStream file = RuleFile.class.getResourceAsStream(STANDARD)) {
            return read(
                    new String(
                            Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @throws IllegalArgumentException if something in it is wrong
     */
    static List<Rule> read(String yaml) {
        Object list = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        List<Rule> rules = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Object entry : list(list)) {
            Rule rule = rule(entry);
            if (!ids.add(rule.id())) {
                throw new IllegalArgumentException("the rule " + rule.id() + " is there twice");
            }
            rules.add(rule);
        }
        return rules;
    }

    private static Rule rule(@Nullable Object entry) {
        if (!(entry instanceof Map<?, ?> fields)) {
            throw new IllegalArgumentException("a rule has fields, but there is " + entry);
        }
        String id = text(fields.get("id"));
        try {
            if (!id.matches(ID) || !FIELDS.containsAll(fields.keySet())) {
                throw new IllegalArgumentException("of " + ID + " with some of " + FIELDS);
            }
            return rule(id, fields);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("rule " + id + ": " + e.getMessage(), e);
        }
    }

    private static Rule rule(String id, Map<?, ?> fields) {
        Set<Hidden> hidden = EnumSet.noneOf(Hidden.class);
        texts(fields.get("hidden")).forEach(kind -> hidden.add(Hidden.valueOf(name(kind))));
        return new Rule(
                id,
                text(fields.get("description")),
                places(text(fields.get("where"))),
                score(fields.get("score")),
                texts(fields.get("patterns")).stream().map(WordPattern::parse).toList(),
                texts(fields.get("literals")).stream().map(LiteralText::of).toList(),
                hidden);
    }

    private static double score(@Nullable Object value) {
        if (value instanceof Number number && number.doubleValue() > 0) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("the score is a number above 0, but is " + value);
    }

    private static Set<Place> places(String where) {
        return where.equals("any")
                ? EnumSet.allOf(Place.class)
                : EnumSet.of(Place.valueOf(name(where)));
    }

    private static String name(String text) {
        return text.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static List<String> texts(@Nullable Object value) {
        return value == null ? List.of() : list(value).stream().map(RuleFile::text).toList();
    }

    private static List<?> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalArgumentException("there should be a list, but there is " + value);
    }

    private static String text(@Nullable Object value) {
        if (value instanceof String text && !text.isBlank()) {
            return text;
        }
        throw new IllegalArgumentException("there should be a text, but there is " + value);
    }
}
