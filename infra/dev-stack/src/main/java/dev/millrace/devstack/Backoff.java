package dev.millrace.devstack;

import java.time.Duration;

/**
 * How long to wait before a dead process is started again.
 *
 * @param first the wait after the first death
 * @param longest the wait doubles with each death up to this
 * @param forgiveAfter a process that was healthy for this long starts over with the first wait
 */
public record Backoff(Duration first, Duration longest, Duration forgiveAfter) {

    /** For servers and services on one machine. */
    public static final Backoff DEFAULT =
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15), Duration.ofSeconds(30));

    /** The wait after so many deaths in a row. */
    public Duration afterDeaths(int deaths) {
        int doublings = Math.min(Math.max(deaths - 1, 0), 20);
        Duration wait = first.multipliedBy(1L << doublings);
        return wait.compareTo(longest) > 0 ? longest : wait;
    }
}
