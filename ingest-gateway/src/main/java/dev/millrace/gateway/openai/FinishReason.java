package dev.millrace.gateway.openai;

import dev.millrace.gateway.view.TaskStatus;
import java.util.Locale;

/** Why an answer ends where it does. */
enum FinishReason {
    STOP,
    LENGTH,
    TOOL_CALLS,
    CONTENT_FILTER;

    static FinishReason of(TaskStatus.Result result) {
        if (!result.toolCalls().isEmpty()) {
            return TOOL_CALLS;
        }
        return switch (result.finishReason().toLowerCase(Locale.ROOT)) {
            case "length" -> LENGTH;
            case "content_filter" -> CONTENT_FILTER;
            default -> STOP;
        };
    }

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
