package dev.millrace.executor.guard;

import java.time.Clock;
import java.time.Duration;

/** Guards for tests. */
public final class Guards {

    /** What holds when nothing is set. */
    public static final BreakerSettings DEFAULTS =
            new BreakerSettings(
                    Duration.ofSeconds(10),
                    10,
                    50,
                    Duration.ofMinutes(5),
                    100,
                    Duration.ofSeconds(10),
                    5,
                    false);

    private Guards() {}

    public static CallGuards standard() {
        return with(DEFAULTS, Clock.systemUTC());
    }

    /** Opens after so many failed calls, and lets one probe through after so long. */
    public static CallGuards opening(int afterCalls, Duration open) {
        return with(
                new BreakerSettings(
                        DEFAULTS.window(),
                        afterCalls,
                        DEFAULTS.failureRate(),
                        DEFAULTS.slowCall(),
                        DEFAULTS.slowRate(),
                        open,
                        1,
                        false),
                Clock.systemUTC());
    }

    static CallGuards with(BreakerSettings settings, Clock clock) {
        return new CallGuards(settings, clock, () -> 0);
    }
}
