package dev.millrace.quickstart.bench;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The results in Elasticsearch, in however many indices behind their alias. */
final class SearchIndex {

    private static final String ALIAS = "agents-results";

    private final LocalHttp http;
    private final String elasticsearch;

    SearchIndex(LocalHttp http, String elasticsearchUrl) {
        this.http = http;
        this.elasticsearch = elasticsearchUrl;
    }

    /** How many results a search finds at this moment. */
    long count() throws InterruptedException {
        http.post(elasticsearch + "/" + ALIAS + "/_refresh", "");
        return http.get(elasticsearch + "/" + ALIAS + "/_count").path("count").asLong(0);
    }

    /**
     * Whether the result of a task is there, searchable or not yet. Asks each index, because an
     * alias of several takes no question for one document.
     */
    boolean has(String task) throws InterruptedException {
        JsonNode indices = http.get(elasticsearch + "/_alias/" + ALIAS);
        ObjectNode request = JsonMapper.shared().createObjectNode();
        ArrayNode documents = request.putArray("docs");
        for (String index : indices.propertyNames()) {
            documents.addObject().put("_index", index).put("_id", task);
        }
        return http.post(elasticsearch + "/_mget?_source=false", request.toString())
                .path("docs")
                .valueStream()
                .anyMatch(document -> document.path("found").asBoolean(false));
    }
}
