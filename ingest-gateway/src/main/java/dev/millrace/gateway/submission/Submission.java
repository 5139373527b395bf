package dev.millrace.gateway.submission;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for, with the right types but otherwise unchecked; null is what was not there.
 *
 * @param prompt what the agent is asked
 * @param agent the name of the agent
 * @param documents what the answer may quote
 * @param sessionId the conversation that the task belongs to
 * @param priority low, normal or high
 * @param deadline an ISO-8601 duration from now
 * @param maxCostUsd the most that the task may cost
 * @param metadata what the caller wants to find again
 * @param conversation what comes with the prompt when a model is spoken to; checked already
 * @param stream whether the model's words are wanted while they come
 * @param request what answers of an OpenAI-compatible endpoint repeat of the request, as JSON; else
 *     empty
 */
public record Submission(
        @Nullable String prompt,
        @Nullable String agent,
        List<Document> documents,
        @Nullable String sessionId,
        @Nullable String priority,
        @Nullable String deadline,
        @Nullable BigDecimal maxCostUsd,
        Map<String, String> metadata,
        @Nullable Conversation conversation,
        @Nullable Boolean stream,
        String request) {

    /** A document as the caller sent it. */
    public record Document(@Nullable String id, @Nullable String title, @Nullable String text) {}
}
