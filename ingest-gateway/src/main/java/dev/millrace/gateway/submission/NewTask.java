package dev.millrace.gateway.submission;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A task that is ready for the pipeline.
 *
 * @param id names the task
 * @param tenantId who pays and who may see it
 * @param userId on whose behalf it runs
 * @param roles what the caller may do, which decides about tools
 * @param agent the agent to run
 * @param prompt what the agent is asked
 * @param documents what the answer may quote
 * @param sessionId the conversation it belongs to, if any
 * @param priority the lane in which it waits
 * @param deadline when it fails if it has not ended, if the caller said so
 * @param maxCostMicroUsd the most that it may cost, in micro-USD, if the caller said so
 * @param metadata what the caller wants to find again
 * @param createdAt when it was accepted
 * @param conversation what comes with the prompt when a model is spoken to
 * @param stream whether the model's words are wanted while they come
 * @param request what answers of an OpenAI-compatible endpoint repeat of the request, as JSON; else
 *     empty
 */
public record NewTask(
        String id,
        String tenantId,
        String userId,
        Set<String> roles,
        String agent,
        String prompt,
        List<Document> documents,
        @Nullable String sessionId,
        TaskPriority priority,
        @Nullable Instant deadline,
        @Nullable Long maxCostMicroUsd,
        Map<String, String> metadata,
        Instant createdAt,
        @Nullable Conversation conversation,
        boolean stream,
        String request) {

    /** A document with an id that no other document of the task has. */
    public record Document(String id, String title, String text) {}
}
