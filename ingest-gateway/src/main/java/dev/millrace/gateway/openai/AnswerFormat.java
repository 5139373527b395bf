package dev.millrace.gateway.openai;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads the form that an answer is to have. */
final class AnswerFormat {

    private static final String TEXT = "text";

    private AnswerFormat() {}

    /**
     * Reads a format.
     *
     * @param nested whether what the schema is stands in a member {@code json_schema}, as it does
     *     in chats
     * @return text, json_object, or JSON with name, schema and strict
     */
    static String read(Field format, boolean nested) {
        if (format.isAbsent()) {
            return TEXT;
        }
        format.requireObject();
        Field type = format.at("type");
        return switch (type.text()) {
            case TEXT, "json_object" -> type.text();
            case "json_schema" -> schema(nested ? format.at("json_schema") : format);
            default -> throw type.wrong("must be text, json_object or json_schema");
        };
    }

    private static String schema(Field described) {
        described.requireObject();
        Field schema = described.at("schema");
        schema.requireObject();
        ObjectNode read = JsonMapper.shared().createObjectNode();
        read.put("name", described.at("name").text());
        read.set("schema", schema.node());
        read.put("strict", described.at("strict").boolOr(false));
        return read.toString();
    }
}
