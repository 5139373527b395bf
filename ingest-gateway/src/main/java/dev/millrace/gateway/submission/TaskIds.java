package dev.millrace.gateway.submission;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Gives new task ids: UUIDs of version 7, whose order is about that of time. Thread-safe. */
public final class TaskIds {

    private static final int MILLIS_SHIFT = 16;
    private static final long VERSION_7 = 0x7000L;
    private static final long RANDOM_12_BITS = 0x0FFFL;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final long RANDOM_62_BITS = 0x3FFF_FFFF_FFFF_FFFFL;

    private final Clock clock;
    private final RandomGenerator random;

    public TaskIds(Clock clock) {
        this(clock, new SecureRandom());
    }

    TaskIds(Clock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public String next() {
        long high =
                clock.millis() << MILLIS_SHIFT | VERSION_7 | (random.nextLong() & RANDOM_12_BITS);
        long low = VARIANT | (random.nextLong() & RANDOM_62_BITS);
        return new UUID(high, low).toString();
    }
}
