package dev.millrace.streams.runtime;

import java.time.Duration;

/** How long to wait before the next start: doubled for each failure in a row. For one thread. */
final class RestartBackoff {

    /** An application that ran this many times the longest wait has recovered. */
    private static final int RECOVERED = 6;

    private final Duration first;
    private final Duration longest;
    private Duration next;

    RestartBackoff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.next = first;
    }

    /** The wait after a failure that came so long after the start. */
    Duration afterFailure(Duration ran) {
        if (ran.compareTo(longest.multipliedBy(RECOVERED)) >= 0) {
            next = first;
        }
        Duration wait = next;
        Duration doubled = next.multipliedBy(2);
        next = doubled.compareTo(longest) > 0 ? longest : doubled;
        return wait;
    }
}
