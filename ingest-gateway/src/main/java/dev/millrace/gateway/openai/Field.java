package dev.millrace.gateway.openai;

import dev.millrace.gateway.http.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A value of a request and its place in it. Null is as good as absent; a value of another type is
 * told as a {@link ProblemException}.
 *
 * @param path such as {@code messages[0].content}; empty for the whole request
 * @param node what is there
 */
record Field(String path, JsonNode node) {

    boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    boolean isText() {
        return node.isString();
    }

    boolean isObject() {
        return node.isObject();
    }

    /** A member of this object. */
    Field at(String name) {
        return new Field(path.isEmpty() ? name : path + "." + name, node.path(name));
    }

    /** The members of this object that are there. */
    List<Field> members() {
        requireObject();
        return node.propertyNames().stream()
                .map(this::at)
                .filter(member -> !member.isAbsent())
                .toList();
    }

    /** The entries of this array; none if there is none. */
    List<Field> items() {
        if (isAbsent()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw wrong("must be an array");
        }
        List<Field> items = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            items.add(new Field(path + "[" + i + "]", node.get(i)));
        }
        return items;
    }

    String text() {
        if (isAbsent()) {
            throw BadRequests.missing(path);
        }
        if (!node.isString()) {
            throw wrong("must be a string");
        }
        return node.stringValue();
    }

    String textOr(String other) {
        return isAbsent() ? other : text();
    }

    boolean boolOr(boolean other) {
        if (isAbsent()) {
            return other;
        }
        if (!node.isBoolean()) {
            throw wrong("must be true or false");
        }
        return node.booleanValue();
    }

    @Nullable Double number(double least, double most) {
        if (isAbsent()) {
            return null;
        }
        double value = node.isNumber() ? node.doubleValue() : Double.NaN;
        if (!(value >= least && value <= most)) {
            throw wrong("must be a number from " + least + " to " + most);
        }
        return value;
    }

    @Nullable Integer positive() {
        if (isAbsent()) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 1) {
            throw wrong("must be an integer of at least 1");
        }
        return node.intValue();
    }

    @Nullable Long whole() {
        if (isAbsent()) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrong("must be an integer");
        }
        return node.longValue();
    }

    /** One of some values, or a default when there is none. */
    <T> T oneOf(Map<String, T> values, T other) {
        if (isAbsent()) {
            return other;
        }
        T value = values.get(text());
        if (value == null) {
            throw wrong("must be one of " + String.join(", ", values.keySet()));
        }
        return value;
    }

    /** Makes sure that nothing else is in this object. */
    void allowOnly(Set<String> names) {
        for (Field member : members()) {
            if (!names.contains(member.path().substring(path.isEmpty() ? 0 : path.length() + 1))) {
                throw BadRequests.unknown(member.path());
            }
        }
    }

    void requireObject() {
        if (!node.isObject()) {
            throw isAbsent() ? BadRequests.missing(path) : wrong("must be an object");
        }
    }

    ProblemException wrong(String message) {
        return BadRequests.invalid(path.isEmpty() ? "$" : path, message);
    }
}
