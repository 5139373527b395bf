package dev.millrace.agents;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Makes JSON of YAML: only what JSON knows too is allowed. */
final class YamlJson {

    private static final Pattern NUMBER =
            Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?");

    private static final int MAX_ITEMS = 10_000;

    private YamlJson() {}

    /** A map, list, text, number or boolean; nothing for null and after a problem. */
    static Optional<Object> of(YamlValue value, Node node) {
        return Optional.ofNullable(json(value, node));
    }

    private static @Nullable Object json(YamlValue value, Node node) {
        return switch (node) {
            case MappingNode _ -> object(value);
            case SequenceNode _ -> array(value);
            case ScalarNode scalar -> scalar(value, scalar);
            default -> value.wrong("must be something that JSON knows").orElse(null);
        };
    }

    private static Map<String, @Nullable Object> object(YamlValue value) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        value.fields()
                .each(MAX_ITEMS, (name, child) -> object.put(name, child.json().orElse(null)));
        return object;
    }

    private static List<@Nullable Object> array(YamlValue value) {
        List<@Nullable Object> array = new ArrayList<>();
        value.list(MAX_ITEMS).forEach(item -> array.add(item.json().orElse(null)));
        return array;
    }

    private static @Nullable Object scalar(YamlValue value, ScalarNode scalar) {
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.STR)) {
            return scalar.getValue();
        }
        if (tag.equals(Tag.NULL)) {
            return null;
        }
        if (tag.equals(Tag.BOOL)) {
            return value.flag().orElse(null);
        }
        if ((tag.equals(Tag.INT) || tag.equals(Tag.FLOAT))
                && NUMBER.matcher(scalar.getValue()).matches()) {
            return new BigDecimal(scalar.getValue());
        }
        return value.wrong("must be a number or text as JSON knows them (put texts in quotes)")
                .orElse(null);
    }
}
