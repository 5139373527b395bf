package dev.millrace.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.TaskState;
import dev.millrace.gateway.view.TaskStatus;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as callers see it.
 *
 * @param id names the task
 * @param state the state, in A2A's spelling
 * @param agent the agent that runs
 * @param step the step it is at; 0 before the first
 * @param maxSteps the most steps it may take; 0 while not known
 * @param createdAt when it was accepted
 * @param updatedAt when it last changed
 * @param result the answer; null until completed
 * @param usage what it has used so far; null until known
 * @param error why it did not complete; else null
 * @param redriveOf the failed task that this one is another run of; else null
 * @param redrivenAs the task that is another run of this one; else null
 */
record TaskBody(
        String id,
        String state,
        String agent,
        int step,
        int maxSteps,
        Instant createdAt,
        Instant updatedAt,
        @Nullable ResultBody result,
        @Nullable UsageBody usage,
        TaskStatus.@Nullable Problem error,
        @Nullable String redriveOf,
        @Nullable String redrivenAs) {

    /** The answer; calls of the caller's tools and the reason to stop only where there are any. */
    record ResultBody(
            String text,
            List<TaskStatus.Citation> citations,
            String model,
            boolean degraded,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<TaskStatus.ToolCall> toolCalls,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String finishReason) {}

    static TaskBody of(TaskStatus task) {
        TaskStatus.Result result = task.result();
        return new TaskBody(
                task.id(),
                state(task.state()),
                task.agent(),
                task.step(),
                task.maxSteps(),
                task.createdAt(),
                task.updatedAt(),
                result == null
                        ? null
                        : new ResultBody(
                                result.text(),
                                result.citations(),
                                result.model(),
                                result.degraded(),
                                result.toolCalls(),
                                result.finishReason()),
                UsageBody.of(task.usage()),
                task.error(),
                task.redriveOf(),
                task.redrivenAs());
    }

    /** A state in A2A's spelling. */
    static String state(TaskState state) {
        return state.name().replace('_', '-');
    }
}
