package dev.millrace.agents;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON schema of a tool's parameters.
 *
 * @param json the schema
 * @param required the properties that must be there
 */
record ParameterSchema(String json, Set<String> required) {

    private static final String TYPE = "type";
    private static final String PROPERTIES = "properties";
    private static final String REQUIRED = "required";
    private static final int MAX_JSON = 64 * 1024;

    /** A tool without parameters. */
    static final ParameterSchema NONE =
            new ParameterSchema(
                    "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}",
                    Set.of());

    static ParameterSchema read(YamlValue value) {
        Optional<Object> json = value.json();
        if (json.isEmpty() || !(json.get() instanceof Map<?, ?> schema)) {
            value.problem("must be a JSON schema of an object: type, properties, required");
            return NONE;
        }
        if (!"object".equals(schema.get(TYPE))) {
            value.problem(TYPE, "must be object: parameters have names");
        }
        if (!(schema.get(PROPERTIES) instanceof Map<?, ?> properties)) {
            value.problem(PROPERTIES, "must be there: the schema of each parameter by its name");
            return NONE;
        }
        properties.forEach(
                (name, property) -> {
                    if (!(property instanceof Map<?, ?> || property instanceof Boolean)) {
                        value.problem(PROPERTIES + "." + name, "must be a schema");
                    }
                });
        String text = JsonText.of(schema);
        if (text.length() > MAX_JSON) {
            value.problem("may have at most " + MAX_JSON + " characters as JSON");
        }
        return new ParameterSchema(text, required(value, schema.get(REQUIRED), properties));
    }

    private static Set<String> required(
            YamlValue value, @Nullable Object list, Map<?, ?> properties) {
        Set<String> required = new HashSet<>();
        if (list == null) {
            return required;
        }
        if (!(list instanceof List<?> names)) {
            value.problem(REQUIRED, "must be a list of names");
            return required;
        }
        for (Object name : names) {
            if (name instanceof String text && properties.containsKey(text)) {
                required.add(text);
            } else {
                value.problem(REQUIRED, "names " + name + ", which is not among the properties");
            }
        }
        return required;
    }
}
