package dev.millrace.quickstart.keys;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Keys as lines for people. */
final class KeyLines {

    private KeyLines() {}

    static String table(JsonNode keys) {
        return Stream.concat(
                        Stream.of(row("ID", "STATE", "TENANT", "USER", "ROLES", "EXPIRES", "NAME")),
                        StreamSupport.stream(keys.spliterator(), false).map(KeyLines::row))
                .collect(Collectors.joining("\n"));
    }

    /** A new key; its text goes to a line of its own, so that it can be taken from there. */
    static String made(JsonNode key) {
        return "Key %s of tenant %s (%s). It is shown this once:%n%n%s%n"
                .formatted(text(key, "id"), text(key, "tenant"), roles(key), text(key, "key"));
    }

    private static String row(JsonNode key) {
        return row(
                text(key, "id"),
                text(key, "state"),
                text(key, "tenant"),
                text(key, "user"),
                roles(key),
                text(key, "expiresAt"),
                text(key, "name"));
    }

    private static String row(
            String id,
            String state,
            String tenant,
            String user,
            String roles,
            String expires,
            String name) {
        return "%-10s %-8s %-16s %-16s %-32s %-24s %s"
                .formatted(id, state, tenant, user, roles, expires, name)
                .stripTrailing();
    }

    private static String roles(JsonNode key) {
        return StreamSupport.stream(key.path("roles").spliterator(), false)
                .map(role -> role.asString(""))
                .collect(Collectors.joining(","));
    }

    private static String text(JsonNode key, String field) {
        String text = key.path(field).asString("");
        return text.isEmpty() ? "-" : text;
    }
}
