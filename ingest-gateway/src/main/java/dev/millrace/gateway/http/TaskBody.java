package dev.millrace.gateway.http;

import dev.millrace.gateway.submission.MicroUsd;
import dev.millrace.gateway.view.TaskStatus;
import java.math.BigDecimal;
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
        TaskStatus.@Nullable Problem error) {

    /** The answer. */
    record ResultBody(
            String text, List<TaskStatus.Citation> citations, String model, boolean degraded) {}

    /** What the model calls used. */
    record UsageBody(long inputTokens, long outputTokens, BigDecimal costUsd) {}

    static TaskBody of(TaskStatus task) {
        TaskStatus.Result result = task.result();
        TaskStatus.Usage usage = task.usage();
        return new TaskBody(
                task.id(),
                task.state().name().replace('_', '-'),
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
                                result.degraded()),
                usage == null
                        ? null
                        : new UsageBody(
                                usage.inputTokens(),
                                usage.outputTokens(),
                                MicroUsd.toUsd(usage.costMicroUsd())),
                task.error());
    }
}
