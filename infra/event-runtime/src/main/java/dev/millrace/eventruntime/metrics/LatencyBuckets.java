package dev.millrace.eventruntime.metrics;

import java.time.Duration;
import java.util.List;

/**
 * The buckets of every histogram of time: from 10 ms, where tools and hops lie, to 10 min, where
 * tasks of many turns do. One set, so that histograms of all services can be laid over each other.
 */
public final class LatencyBuckets {

    private static final List<Duration> BOUNDS =
            List.of(
                    Duration.ofMillis(10),
                    Duration.ofMillis(25),
                    Duration.ofMillis(50),
                    Duration.ofMillis(100),
                    Duration.ofMillis(250),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(2_500),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Duration.ofMillis(150_000),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(10));

    private LatencyBuckets() {}

    /** For {@code Timer.Builder.serviceLevelObjectives}. */
    public static Duration[] bounds() {
        return BOUNDS.toArray(Duration[]::new);
    }
}
