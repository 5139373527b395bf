package dev.millrace.quickstart.dlq;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Dead letters as lines for people. */
final class LetterTable {

    private static final int MAX_MESSAGE = 60;

    private LetterTable() {}

    static String render(List<JsonNode> letters) {
        return Stream.concat(
                        Stream.of(row("ID", "AT", "STATUS", "TENANT", "TASK", "REASON", "MESSAGE")),
                        letters.stream().map(LetterTable::row))
                .collect(Collectors.joining("\n"));
    }

    private static String row(JsonNode letter) {
        return row(
                text(letter, "id"),
                text(letter, "at"),
                text(letter, "status"),
                text(letter, "tenant"),
                text(letter, letter.path("taskId").isNull() ? "key" : "taskId"),
                reason(letter),
                oneLine(text(letter, "message")));
    }

    private static String row(
            String id,
            String at,
            String status,
            String tenant,
            String task,
            String reason,
            String message) {
        return "%-48s %-24s %-8s %-12s %-38s %-28s %s"
                .formatted(id, at, status, tenant, task, reason, message)
                .stripTrailing();
    }

    /** Of a class name the last part says it. */
    static String reason(JsonNode letter) {
        String reason = text(letter, "reason");
        return reason.substring(reason.lastIndexOf('.') + 1);
    }

    private static String text(JsonNode letter, String field) {
        return letter.path(field).asString("-");
    }

    private static String oneLine(String message) {
        String line = message.replaceAll("\\s+", " ");
        return line.length() <= MAX_MESSAGE ? line : line.substring(0, MAX_MESSAGE) + "…";
    }
}
