package dev.millrace.executor.model;

import dev.millrace.executor.work.Turn;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a call may take.
 *
 * @param cut whether the call is given clearly less than normally, so that a timeout says little of
 *     the model
 */
record TimeLimit(Duration time, boolean cut) {

    /** Below this part of the normal time a timeout is the caller's impatience. */
    private static final double CLEARLY_LESS = 0.85;

    private static final Duration SHORTEST = Duration.ofMillis(1);

    static TimeLimit of(Turn turn, Duration normally, Instant now) {
        Duration asked = turn.timeout();
        Duration wanted = asked != null && asked.compareTo(normally) < 0 ? asked : normally;
        Duration left = Duration.between(now, turn.deadline());
        if (left.compareTo(wanted) >= 0) {
            return new TimeLimit(wanted, wanted.toMillis() < CLEARLY_LESS * normally.toMillis());
        }
        return new TimeLimit(left.compareTo(SHORTEST) < 0 ? SHORTEST : left, true);
    }
}
