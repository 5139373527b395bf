package dev.millrace.agents;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** The fields of a group. It remembers what was asked for, so that what remains is unknown. */
final class YamlFields {

    private static final int MAX_NAME = 200;

    private final YamlValue owner;
    private final boolean isGroup;
    private final Map<String, YamlValue> byName = new LinkedHashMap<>();
    private final Map<String, YamlValue> keys = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    YamlFields(YamlValue owner, Optional<MappingNode> mapping) {
        this.owner = owner;
        this.isGroup = mapping.isPresent();
        mapping.ifPresent(fields -> fields.getValue().forEach(this::add));
    }

    private void add(NodeTuple tuple) {
        if (!(tuple.getKeyNode() instanceof ScalarNode key
                && key.getTag().equals(Tag.STR)
                && !key.getValue().isBlank()
                && key.getValue().length() <= MAX_NAME)) {
            owner.at("", tuple.getKeyNode())
                    .problem("names of fields are short texts (put others in quotes)");
            return;
        }
        String name = key.getValue();
        YamlValue place = owner.child(name, key);
        if (byName.putIfAbsent(name, owner.child(name, tuple.getValueNode())) != null) {
            place.problem("is there twice");
        }
        keys.putIfAbsent(name, place);
    }

    /** Hands over each field; for groups whose names are free. */
    void each(int max, BiConsumer<String, YamlValue> use) {
        if (byName.size() > max) {
            owner.problem("may have at most " + max + " entries but has " + byName.size());
            return;
        }
        byName.forEach(use);
    }

    /** Notes a problem with the name of a field. */
    void problemWithName(String name, String message) {
        YamlValue key = keys.get(name);
        (key == null ? owner : key).problem(message);
    }

    Optional<YamlValue> value(String name) {
        known.add(name);
        return Optional.ofNullable(byName.get(name));
    }

    /** A field that must be there. */
    Optional<YamlValue> required(String name) {
        Optional<YamlValue> value = value(name);
        if (isGroup && value.isEmpty()) {
            owner.problem(name, "is missing");
        }
        return value;
    }

    String text(String name, String otherwise, int maxCharacters) {
        return value(name).flatMap(value -> value.text(maxCharacters)).orElse(otherwise);
    }

    int whole(String name, int otherwise, int min, int max) {
        return value(name)
                .flatMap(value -> value.whole(min, max))
                .map(Math::toIntExact)
                .orElse(otherwise);
    }

    Optional<BigDecimal> decimal(String name, int min, int max) {
        return value(name)
                .flatMap(value -> value.decimal(BigDecimal.valueOf(min), BigDecimal.valueOf(max)));
    }

    boolean flag(String name, boolean otherwise) {
        return value(name).flatMap(YamlValue::flag).orElse(otherwise);
    }

    Duration duration(String name, Duration otherwise, Duration min, Duration max) {
        return value(name).flatMap(value -> value.duration(min, max)).orElse(otherwise);
    }

    List<YamlValue> list(String name, int max) {
        return value(name).map(value -> value.list(max)).orElse(List.of());
    }

    /** Fields that nobody asked for are unknown. */
    void end() {
        keys.forEach(
                (name, place) -> {
                    if (!known.contains(name)) {
                        place.problem("is unknown; there is " + String.join(", ", known));
                    }
                });
    }
}
