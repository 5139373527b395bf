package dev.millrace.streams.agent;

import dev.millrace.Failure;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How often a kind of work is tried, and how long it waits between.
 *
 * @param attempts the most attempts
 * @param base the wait after the first attempt
 * @param factor by how much each further wait is longer
 * @param cap the longest wait
 * @param jitter how far, as a part of itself, a wait may differ
 */
record RetryPolicy(int attempts, Duration base, double factor, Duration cap, double jitter) {

    private static final long HASH_STEP = 0x9E3779B97F4A7C15L;

    boolean permitsAfter(int tries) {
        return tries < attempts;
    }

    /**
     * When the next attempt is to be made: as the other side said, else after the backoff, and
     * never after the deadline.
     *
     * @param workId decides the jitter, so that the same work always waits equally long
     */
    Instant next(int tries, Failure failure, String workId, Instant now, Instant deadline) {
        @Nullable Long asked = failure.getRetryAfterMs();
        Duration left = Duration.between(now, deadline);
        Duration wait =
                asked == null
                        ? backoff(tries, workId)
                        : Duration.ofMillis(Math.clamp(asked, 0, Integer.MAX_VALUE));
        return wait.compareTo(left) < 0 ? now.plus(wait) : latest(now, deadline);
    }

    private static Instant latest(Instant now, Instant deadline) {
        return now.isAfter(deadline) ? now : deadline;
    }

    Duration backoff(int tries, String workId) {
        double raw = base.toMillis() * Math.pow(factor, Math.max(0, tries - 1));
        double spread = 1 + jitter * (2 * fraction(workId) - 1);
        double longest = (double) cap.toMillis();
        double bounded = Math.min(longest, Math.min(raw, longest) * spread);
        return Duration.ofMillis(Math.round(bounded));
    }

    /** A number from 0 to 1 that follows from the id, spread evenly. */
    private static double fraction(String workId) {
        long mixed = workId.hashCode() * HASH_STEP;
        return ((mixed ^ (mixed >>> 32)) & 0xFFFFFFFFL) / (double) 0x100000000L;
    }
}
