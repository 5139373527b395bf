package dev.millrace.executor.model;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Says in langchain4j's words what a model is told of a tool. */
final class ToolSchemas {

    private static final JsonMapper JSON = JsonMapper.shared();

    private ToolSchemas() {}

    static List<ToolSpecification> specifications(List<OfferedTool> tools) {
        return tools.stream().map(ToolSchemas::specification).toList();
    }

    private static ToolSpecification specification(OfferedTool tool) {
        return ToolSpecification.builder()
                .name(tool.name())
                .description(tool.description().isEmpty() ? null : tool.description())
                .parameters(parameters(tool.parameters()))
                .strict(tool.strict() ? true : null)
                .build();
    }

    /**
     * Each property is passed on as it is written, because langchain4j's own types know only part
     * of what JSON schemas can say.
     */
    private static JsonObjectSchema parameters(String schema) {
        // langchain4j writes definitions under their newer name.
        JsonNode json = JSON.readTree(schema.replace("\"#/definitions/", "\"#/$defs/"));
        return JsonObjectSchema.builder()
                .addProperties(elements(json.path("properties")))
                .required(texts(json.path("required")))
                .definitions(elements(json.path(json.has("$defs") ? "$defs" : "definitions")))
                .build();
    }

    private static Map<String, JsonSchemaElement> elements(JsonNode schemas) {
        Map<String, JsonSchemaElement> elements = new LinkedHashMap<>();
        schemas.properties()
                .forEach(
                        schema ->
                                elements.put(
                                        schema.getKey(),
                                        JsonRawSchema.from(text(schema.getValue()))));
        return elements;
    }

    /** A schema that is just true allows everything, as one without conditions does. */
    private static String text(JsonNode schema) {
        return schema.isObject() ? schema.toString() : "{}";
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }
}
