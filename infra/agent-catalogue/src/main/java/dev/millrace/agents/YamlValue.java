package dev.millrace.agents;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value of a definition file, which knows its place. Asked for what it is not, it notes a problem
 * and gives nothing; nothing is converted, so {@code no} is no text and {@code "5"} no number.
 */
final class YamlValue {

    private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
    private static final Pattern DECIMAL =
            Pattern.compile("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,17})?");

    private final Node node;
    private final String file;
    private final String field;
    private final Problems problems;

    YamlValue(Node node, String file, String field, Problems problems) {
        this.node = node;
        this.file = file;
        this.field = field;
        this.problems = problems;
    }

    void problem(String message) {
        problems.add(file, node.getStartMark().getLine() + 1, field, message);
    }

    /** Notes a problem with a field that is missing below this value. */
    void problem(String name, String message) {
        problems.add(file, node.getStartMark().getLine() + 1, path(name), message);
    }

    private String path(String name) {
        return field.isEmpty() ? name : field + "." + name;
    }

    /** The value below this one, which has a name or a place in a list. */
    YamlValue at(String path, Node child) {
        return new YamlValue(child, file, path, problems);
    }

    Optional<MappingNode> mapping() {
        if (node instanceof MappingNode mapping && hasTag(Tag.MAP)) {
            return Optional.of(mapping);
        }
        return wrong("must hold fields, such as name: value,");
    }

    /** The fields of this value; none when it is no mapping, which then is a problem. */
    YamlFields fields() {
        return new YamlFields(this, mapping());
    }

    YamlValue child(String name, Node child) {
        return at(path(name), child);
    }

    List<YamlValue> list(int max) {
        if (!(node instanceof SequenceNode sequence && hasTag(Tag.SEQ))) {
            wrong("must be a list, such as [one, two],");
            return List.of();
        }
        if (sequence.getValue().size() > max) {
            problem("may have at most " + max + " items but has " + sequence.getValue().size());
            return List.of();
        }
        List<YamlValue> items = new ArrayList<>();
        for (Node item : sequence.getValue()) {
            items.add(at(field + "[" + items.size() + "]", item));
        }
        return items;
    }

    Optional<String> text(int maxCharacters) {
        if (!(node instanceof ScalarNode scalar && hasTag(Tag.STR))) {
            return wrong("must be a text (put it in quotes)");
        }
        String text = scalar.getValue();
        if (text.length() > maxCharacters) {
            problem("may have at most " + maxCharacters + " characters but has " + text.length());
            return Optional.empty();
        }
        return Optional.of(text);
    }

    /** A text that may be a secret: it is no part of any message. */
    Optional<String> hidden() {
        return node instanceof ScalarNode scalar && hasTag(Tag.STR)
                ? Optional.of(scalar.getValue())
                : Optional.empty();
    }

    /** A text that has a certain form. */
    Optional<String> name(Pattern form, String rule) {
        Optional<String> text = text(Integer.MAX_VALUE);
        if (text.isPresent() && !form.matcher(text.get()).matches()) {
            problem(rule + " but is " + Shown.quoted(text.get()));
            return Optional.empty();
        }
        return text;
    }

    Optional<Boolean> flag() {
        if (node instanceof ScalarNode scalar && hasTag(Tag.BOOL)) {
            return switch (scalar.getValue()) {
                case "true" -> Optional.of(true);
                case "false" -> Optional.of(false);
                default -> wrong("must be true or false");
            };
        }
        return wrong("must be true or false");
    }

    /** Whether it is what YAML reads as false: false, no, or off, written without quotes. */
    boolean isFalse() {
        return node instanceof ScalarNode scalar
                && hasTag(Tag.BOOL)
                && Set.of("false", "no", "off")
                        .contains(scalar.getValue().toLowerCase(Locale.ROOT));
    }

    Optional<Long> whole(long min, long max) {
        String rule = "must be a whole number from " + min + " to " + max;
        if (node instanceof ScalarNode scalar
                && hasTag(Tag.INT)
                && WHOLE.matcher(scalar.getValue()).matches()) {
            long number = Long.parseLong(scalar.getValue());
            return number >= min && number <= max ? Optional.of(number) : wrong(rule);
        }
        return wrong(rule);
    }

    /** A number with or without a fraction; none for one outside of the range. */
    Optional<BigDecimal> decimal(BigDecimal min, BigDecimal max) {
        String rule = "must be a number from " + min + " to " + max;
        if (node instanceof ScalarNode scalar
                && (hasTag(Tag.INT) || hasTag(Tag.FLOAT))
                && DECIMAL.matcher(scalar.getValue()).matches()) {
            BigDecimal number = new BigDecimal(scalar.getValue());
            return number.compareTo(min) >= 0 && number.compareTo(max) <= 0
                    ? Optional.of(number)
                    : wrong(rule);
        }
        return wrong(rule);
    }

    Optional<Duration> duration(Duration min, Duration max) {
        Optional<Duration> duration =
                node instanceof ScalarNode scalar && hasTag(Tag.STR)
                        ? Durations.parse(scalar.getValue())
                        : Optional.empty();
        if (duration.isEmpty()) {
            return wrong("must be a duration, such as 500ms, 30s, 5m, 1h or PT5M,");
        }
        boolean inRange = duration.get().compareTo(min) >= 0 && duration.get().compareTo(max) <= 0;
        return inRange
                ? duration
                : wrong("must be from " + Durations.text(min) + " to " + Durations.text(max));
    }

    /** Whether it ends in a star. */
    boolean isPattern() {
        return node instanceof ScalarNode scalar && scalar.getValue().endsWith("*");
    }

    /** This value as JSON. */
    Optional<Object> json() {
        return YamlJson.of(this, node);
    }

    /** Notes that a value is not what it must be, with what it is. */
    <T> Optional<T> wrong(String rule) {
        problem(rule + " but is " + Shown.value(node));
        return Optional.empty();
    }

    private boolean hasTag(Tag tag) {
        return node.getTag().equals(tag);
    }
}
