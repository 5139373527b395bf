package dev.millrace.gateway.view;

import java.time.Duration;
import java.time.Instant;

/**
 * The use of an idempotency key by a request.
 *
 * @param taskId the task that the request is to become
 * @param requestHash fingerprint of the request
 * @param at when it came
 */
public record Claim(String taskId, String requestHash, Instant at) {

    /** How long a claim holds its key. */
    public static final Duration HOLDS = Duration.ofHours(24);

    /** Whether the claim, if its key was free, keeps it from one of another time. */
    public boolean holdsAt(Instant other) {
        return other.isBefore(at.plus(HOLDS));
    }
}
