package dev.millrace.kibana.objects;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Pieces of JSON that occur in all of Kibana's objects. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode kql(String query) {
        return object().put("query", query).put("language", "kuery");
    }

    /** A pointer to another saved object. */
    static ObjectNode reference(String name, String type, String id) {
        return object().put("name", name).put("type", type).put("id", id);
    }
}
