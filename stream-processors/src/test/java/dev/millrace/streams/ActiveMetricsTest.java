package dev.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.agent.AgentMetrics.Active;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ActiveMetricsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ActiveMetrics metrics =
            new ActiveMetrics(registry, Clock.fixed(NOW, ZoneOffset.UTC));

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void theTasksOfAllPartitionsAreShownAndTheAgeOfTheOldest() {
        Tasks first = new Tasks(3, NOW.minusSeconds(90));
        metrics.watch(first);
        metrics.watch(new Tasks(4, NOW.minusSeconds(20)));
        metrics.watch(new Tasks(0, null));
        assertShown("7.0", "90.0");

        metrics.unwatch(first);
        assertShown("4.0", "20.0");
    }

    @Test
    void withoutTasksBothAreZero() {
        assertShown("0.0", "0.0");
    }

    private void assertShown(String count, String age) {
        assertThat(registry.scrape())
                .contains("agent_active " + count, "agent_active_oldest_seconds " + age);
    }

    private record Tasks(int count, @Nullable Instant oldest) implements Active {}
}
