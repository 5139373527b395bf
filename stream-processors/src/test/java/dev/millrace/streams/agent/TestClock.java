package dev.millrace.streams.agent;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that tests move. */
final class TestClock extends Clock {

    private Instant instant;
    private long nanos;

    TestClock(Instant start) {
        this.instant = start;
    }

    /** Time passes. */
    void pass(Duration time) {
        jump(time);
        nanos += time.toNanos();
    }

    /** The wall clock changes though no time passes. */
    void jump(Duration by) {
        instant = instant.plus(by);
    }

    long nanoTime() {
        return nanos;
    }

    @Override
    public Instant instant() {
        return instant;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("the agent knows no zones");
    }
}
