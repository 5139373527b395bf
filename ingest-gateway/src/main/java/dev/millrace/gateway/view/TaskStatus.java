package dev.millrace.gateway.view;

import dev.millrace.TaskState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The present state of a task, without what the caller sent.
 *
 * @param id names the task
 * @param tenantId who may see it
 * @param agent the agent that runs
 * @param state where it is
 * @param step the step it is at; 0 before the first
 * @param maxSteps the most steps it may take; 0 while not known
 * @param createdAt when it was submitted
 * @param updatedAt when it last changed
 * @param sequence the highest sequence number that went into this
 * @param result the answer, once completed
 * @param usage what it has used so far, once known
 * @param error why it did not complete
 * @param redriveOf the failed task that this one is another run of
 * @param redrivenAs the task that is another run of this one
 * @param request which OpenAI-compatible endpoint took it and what answers repeat of the request,
 *     as JSON; empty for a task of another kind
 */
public record TaskStatus(
        String id,
        String tenantId,
        String agent,
        TaskState state,
        int step,
        int maxSteps,
        Instant createdAt,
        Instant updatedAt,
        long sequence,
        @Nullable Result result,
        @Nullable Usage usage,
        @Nullable Problem error,
        @Nullable String redriveOf,
        @Nullable String redrivenAs,
        String request) {

    /** A task of which answers repeat nothing. */
    public TaskStatus(
            String id,
            String tenantId,
            String agent,
            TaskState state,
            int step,
            int maxSteps,
            Instant createdAt,
            Instant updatedAt,
            long sequence,
            @Nullable Result result,
            @Nullable Usage usage,
            @Nullable Problem error,
            @Nullable String redriveOf,
            @Nullable String redrivenAs) {
        this(
                id,
                tenantId,
                agent,
                state,
                step,
                maxSteps,
                createdAt,
                updatedAt,
                sequence,
                result,
                usage,
                error,
                redriveOf,
                redrivenAs,
                "");
    }

    /** The same task with a request that answers repeat. */
    public TaskStatus withRequest(String told) {
        return new TaskStatus(
                id,
                tenantId,
                agent,
                state,
                step,
                maxSteps,
                createdAt,
                updatedAt,
                sequence,
                result,
                usage,
                error,
                redriveOf,
                redrivenAs,
                told);
    }

    /** Whether nothing will change any more. */
    public boolean hasEnded() {
        return isEnd(state);
    }

    /** The task as it was when something happened to it that was not its end. */
    public TaskStatus at(TimelineEvent event) {
        return new TaskStatus(
                id,
                tenantId,
                agent,
                event.state(),
                event.step(),
                maxSteps,
                createdAt,
                event.at(),
                event.sequence(),
                null,
                event.usage(),
                null,
                redriveOf,
                null,
                request);
    }

    static boolean isEnd(TaskState state) {
        return switch (state) {
            case completed, failed, canceled, rejected -> true;
            case submitted, working, input_required, unknown -> false;
        };
    }

    /**
     * An answer.
     *
     * @param text its words; may be empty if tools are to be called
     * @param citations what it rests on
     * @param model the model that gave it
     * @param degraded whether another model than the agent's first one did
     * @param toolCalls the tools of the caller that the model wants called
     * @param finishReason why the model stopped, such as stop or length; empty when none answered
     */
    public record Result(
            String text,
            List<Citation> citations,
            String model,
            boolean degraded,
            List<ToolCall> toolCalls,
            String finishReason) {

        /** An answer in words. */
        public Result(String text, List<Citation> citations, String model, boolean degraded) {
            this(text, citations, model, degraded, List.of(), "");
        }

        /** Whether the text may be only the start of the answer. */
        public boolean mayBeCut() {
            return TaskContent.mayBeCut(text, toolCalls);
        }
    }

    /** A call of a tool of the caller; its arguments are JSON. */
    public record ToolCall(String id, String name, String arguments) {}

    /** A place in a document that supports the answer. */
    public record Citation(String documentId, String quote, double score) {}

    /** What the model calls of a task used. */
    public record Usage(
            long inputTokens, long outputTokens, long costMicroUsd, long cachedInputTokens) {}

    /** Why a task did not complete. */
    public record Problem(String type, String title, String detail) {}
}
