package dev.millrace.streams;

import dev.millrace.streams.agent.AgentMetrics.Active;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Shows the unfinished tasks of the partitions that this process has. Thread-safe. */
final class ActiveMetrics {

    private static final String SECONDS = "seconds";

    private final Set<Active> partitions = ConcurrentHashMap.newKeySet();
    private final Clock clock;

    ActiveMetrics(MeterRegistry registry, Clock clock) {
        this.clock = clock;
        Gauge.builder(StreamsMetric.ACTIVE.id(), this, ActiveMetrics::count)
                .description(StreamsMetric.ACTIVE.description())
                .register(registry);
        Gauge.builder(StreamsMetric.ACTIVE_OLDEST.id(), this, ActiveMetrics::oldestSeconds)
                .description(StreamsMetric.ACTIVE_OLDEST.description())
                .baseUnit(SECONDS)
                .register(registry);
    }

    void watch(Active tasks) {
        partitions.add(tasks);
    }

    void unwatch(Active tasks) {
        partitions.remove(tasks);
    }

    private double count() {
        return partitions.stream().mapToInt(Active::count).sum();
    }

    private double oldestSeconds() {
        Instant now = clock.instant();
        return partitions.stream()
                .map(Active::oldest)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .min(Instant::compareTo)
                .map(oldest -> Math.max(0, Duration.between(oldest, now).toMillis() / 1000.0))
                .orElse(0.0);
    }
}
