package dev.millrace.gateway.limits;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** A time that passes when it is told to. */
final class FakeTime implements TimeMeter {

    private long nanos = 1;

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    @Override
    public long currentTimeNanos() {
        return nanos;
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}
