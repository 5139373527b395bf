package dev.millrace.quickstart.dlq;

import dev.millrace.quickstart.CommandFailure;
import dev.millrace.quickstart.gateway.GatewayClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Fetches dead letters page by page. */
final class LetterList {

    static final String PATH = "/v1/dead-letters";
    private static final int PAGE = 100;

    private LetterList() {}

    /**
     * The letters that were found.
     *
     * @param more whether there are more than were asked for
     */
    record Found(List<JsonNode> letters, boolean more) {}

    static Found fetch(GatewayClient gateway, Map<String, String> filter, int limit)
            throws CommandFailure, InterruptedException {
        List<JsonNode> letters = new ArrayList<>();
        Map<String, String> query = new LinkedHashMap<>(filter);
        while (true) {
            query.put("limit", Integer.toString(Math.min(PAGE, limit - letters.size())));
            JsonNode page = gateway.get(PATH + "?" + FilterOptions.query(query));
            page.path("items").forEach(letters::add);
            String next = page.path("next").asString("");
            if (next.isEmpty() || letters.size() >= limit) {
                return new Found(letters, !next.isEmpty());
            }
            query.put("cursor", next);
        }
    }
}
