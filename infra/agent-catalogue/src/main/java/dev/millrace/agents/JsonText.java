package dev.millrace.agents;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes values as JSON, always in the same way. */
final class JsonText {

    private JsonText() {}

    /**
     * @param value a map, a list, a text, a number, a boolean or null
     */
    static String of(@Nullable Object value) {
        StringBuilder json = new StringBuilder();
        write(value, json);
        return json.toString();
    }

    private static void write(@Nullable Object value, StringBuilder json) {
        switch (value) {
            case null -> json.append("null");
            case Map<?, ?> map -> writeObject(map, json);
            case List<?> list -> writeArray(list, json);
            case Number number -> json.append(number);
            case Boolean flag -> json.append(flag.booleanValue());
            case String text -> writeText(text, json);
            default -> throw new IllegalArgumentException("no JSON for " + value.getClass());
        }
    }

    private static void writeObject(Map<?, ?> map, StringBuilder json) {
        json.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            json.append(separator);
            writeText(String.valueOf(entry.getKey()), json);
            json.append(':');
            write(entry.getValue(), json);
            separator = ",";
        }
        json.append('}');
    }

    private static void writeArray(List<?> list, StringBuilder json) {
        json.append('[');
        String separator = "";
        for (Object item : list) {
            json.append(separator);
            write(item, json);
            separator = ",";
        }
        json.append(']');
    }

    private static void writeText(String text, StringBuilder json) {
        json.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        json.append('"');
    }
}
