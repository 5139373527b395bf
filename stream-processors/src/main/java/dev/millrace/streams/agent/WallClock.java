package dev.millrace.streams.agent;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/**
 * The time of day, with a doubt: when it has jumped against elapsed time (a laptop that slept, a
 * clock that was set), deadlines wait for a while, so that what was on its way can arrive. Belongs
 * to one stream thread.
 */
final class WallClock {

    private final Clock clock;
    private final LongSupplier nanoTime;
    private final Duration tolerance;
    private final Duration grace;
    private Instant lastInstant;
    private long lastNanos;
    private Duration hold = Duration.ZERO;

    WallClock(Clock clock, LongSupplier nanoTime, AgentSettings settings) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.tolerance = settings.clockTolerance();
        this.grace = settings.clockGrace();
        this.lastInstant = clock.instant();
        this.lastNanos = nanoTime.getAsLong();
    }

    Instant now() {
        return clock.instant();
    }

    /** Whether deadlines may be taken by this clock; to be asked regularly. */
    boolean isTrusted() {
        Instant instant = clock.instant();
        long nanos = nanoTime.getAsLong();
        Duration elapsed = Duration.ofNanos(nanos - lastNanos);
        Duration drift = Duration.between(lastInstant, instant).minus(elapsed).abs();
        lastInstant = instant;
        lastNanos = nanos;
        hold = drift.compareTo(tolerance) > 0 ? grace : hold.minus(elapsed);
        if (hold.isNegative()) {
            hold = Duration.ZERO;
        }
        return hold.isZero();
    }
}
