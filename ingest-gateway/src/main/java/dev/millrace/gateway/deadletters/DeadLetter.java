package dev.millrace.gateway.deadletters;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be processed, or a task that failed.
 *
 * @param id where it lies
 * @param sourceTopic the topic of the record
 * @param sourcePartition its partition there; null when the letter does not tell
 * @param sourceOffset its offset there; null when the letter does not tell
 * @param key its key; null if it has none
 * @param tenantId whose it is; null when that cannot be told
 * @param taskId the task it is of; null when that cannot be told
 * @param agent the agent of the task; null when that cannot be told
 * @param reason what kind of problem it was
 * @param message what exactly was wrong
 * @param at when it became a dead letter
 * @param isFailedTask whether it tells of a task that failed
 * @param fate what was done about it
 */
public record DeadLetter(
        LetterId id,
        String sourceTopic,
        @Nullable Integer sourcePartition,
        @Nullable Long sourceOffset,
        @Nullable String key,
        @Nullable String tenantId,
        @Nullable String taskId,
        @Nullable String agent,
        String reason,
        String message,
        Instant at,
        boolean isFailedTask,
        Fate fate) {

    DeadLetter with(Fate other) {
        return new DeadLetter(
                id,
                sourceTopic,
                sourcePartition,
                sourceOffset,
                key,
                tenantId,
                taskId,
                agent,
                reason,
                message,
                at,
                isFailedTask,
                other);
    }
}
