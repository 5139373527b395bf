package dev.millrace.gateway.intake;

import dev.millrace.eventruntime.TraceParent;
import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.submission.SubmissionRules;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A task that somebody wants to be taken.
 *
 * @param submission what is asked; requests that differ in it are different ones under one key
 * @param caller who asks
 * @param trace the place in a trace
 * @param key what makes repeating the request harmless, if the caller gave it
 */
public record IntakeRequest(
        SubmissionRules.Accepted submission,
        Caller caller,
        TraceParent trace,
        @Nullable IdempotencyKey key) {

    NewTask toTask(String taskId, Instant createdAt) {
        return submission.toTask(
                taskId,
                caller.identity().tenantId(),
                caller.identity().userId(),
                caller.identity().roles(),
                createdAt);
    }
}
