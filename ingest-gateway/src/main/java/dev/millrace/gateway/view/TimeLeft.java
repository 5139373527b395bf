package dev.millrace.gateway.view;

import java.time.Duration;

/**
 * How long may still be waited, counted from when this was made; the clock on the wall does not
 * matter. Immutable.
 */
public record TimeLeft(long startNanos, long nanos) {

    /** From now on. */
    public static TimeLeft of(Duration duration) {
        return new TimeLeft(System.nanoTime(), duration.toNanos());
    }

    /** What is left; zero or negative once it is over. */
    public Duration rest() {
        return Duration.ofNanos(nanos - (System.nanoTime() - startNanos));
    }

    /** Whether nothing is left. */
    public boolean isOver() {
        return !rest().isPositive();
    }
}
