package dev.millrace.executor.kinds;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The time of an attempt, which runs from its request: what waiting takes of it is gone. */
final class AttemptTime {

    private static final Duration SHORTEST = Duration.ofMillis(1);

    private AttemptTime() {}

    /** When the time is over, if it is limited. */
    static Optional<Instant> end(Instant requestedAt, long timeoutMs) {
        return timeoutMs > 0 ? Optional.of(requestedAt.plusMillis(timeoutMs)) : Optional.empty();
    }

    /** What is left of it, if it is limited; never more than all of it. */
    static Optional<Duration> left(Instant requestedAt, long timeoutMs, Clock clock) {
        Duration whole = Duration.ofMillis(timeoutMs);
        return end(requestedAt, timeoutMs)
                .map(end -> Duration.between(clock.instant(), end))
                .map(left -> left.compareTo(whole) > 0 ? whole : left)
                .map(left -> left.compareTo(SHORTEST) < 0 ? SHORTEST : left);
    }
}
