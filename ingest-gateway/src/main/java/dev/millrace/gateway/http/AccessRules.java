package dev.millrace.gateway.http;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which permission each operation needs: the one place where that is said. */
final class AccessRules {

    private static final Map<String, Permission> NEEDED =
            Map.ofEntries(
                    Map.entry("POST /v1/tasks", Permission.SUBMIT),
                    Map.entry("GET /v1/tasks/{id}", Permission.READ),
                    Map.entry("GET /v1/tasks/{id}/timeline", Permission.READ),
                    Map.entry("GET /v1/tasks/{id}/events", Permission.READ),
                    Map.entry("POST /v1/tasks/{id}/cancel", Permission.CANCEL),
                    Map.entry("POST /v1/chat/completions", Permission.SUBMIT),
                    Map.entry("POST /v1/responses", Permission.SUBMIT),
                    Map.entry("GET /v1/responses/{id}", Permission.READ),
                    Map.entry("POST /v1/responses/{id}/cancel", Permission.CANCEL),
                    Map.entry("GET /v1/models", Permission.READ),
                    Map.entry("GET /v1/models/{id}", Permission.READ),
                    Map.entry("GET /v1/dead-letters", Permission.LETTERS),
                    Map.entry("GET /v1/dead-letters/{id}", Permission.LETTERS),
                    Map.entry("POST /v1/dead-letters/{id}/redrive", Permission.LETTERS),
                    Map.entry("POST /v1/dead-letters/{id}/drop", Permission.LETTERS),
                    Map.entry("POST /v1/dead-letters/redrive", Permission.LETTERS),
                    Map.entry("GET /v1/dead-letters/redrives/{jobId}", Permission.LETTERS),
                    Map.entry("POST /v1/keys", Permission.KEYS),
                    Map.entry("GET /v1/keys", Permission.KEYS),
                    Map.entry("DELETE /v1/keys/{id}", Permission.KEYS),
                    Map.entry("POST /v1/keys/{id}/rotate", Permission.KEYS));

    /** What needs no key at all. */
    private static final Set<String> OPEN = Set.of("/openapi.yaml", "/asyncapi.yaml", "/error");

    private AccessRules() {}

    /** The permission that an operation needs; none if nobody may. */
    static Optional<Permission> needed(String method, String pattern) {
        String seen = method.equals("HEAD") ? "GET" : method;
        return Optional.ofNullable(NEEDED.get(seen + " " + pattern));
    }

    static boolean isOpen(String pattern) {
        return OPEN.contains(pattern);
    }
}
