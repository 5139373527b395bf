package dev.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.admission.AdmissionMetrics.Drop;
import dev.millrace.streams.agent.AgentMetrics;
import dev.millrace.streams.agent.DropReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Clock;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TopologyMetricsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final TopologyMetrics metrics =
            new TopologyMetrics(
                    registry, new PrometheusRegistry(), Set.of("default"), Clock.systemUTC());

    @Test
    void everyCountReachesItsMetric() {
        metrics.admitted();
        metrics.unpriced();
        metrics.rejected(RequestMetricsTest.rejected("default"));
        metrics.dropped(Drop.FOREIGN_DUPLICATE);
        metrics.rerouted();
        metrics.forgotten(7);
        metrics.chunksCreated(3);
        metrics.tombstoneDropped();
        metrics.dropped(DropReason.LATE);
        metrics.commandRerouted();
        metrics.retryScheduled(AgentMetrics.Work.TOOL, "http-503");
        metrics.fellBack("quota");
        metrics.timedOut("deadline");
        metrics.reserved(20);
        metrics.spent(12);
        metrics.expiryHeld();

        assertThat(count(StreamsMetric.TASKS_ADMITTED)).isEqualTo(1);
        assertThat(count(StreamsMetric.TASKS_UNPRICED)).isEqualTo(1);
        assertThat(count(StreamsMetric.TASKS_REJECTED, "validation")).isEqualTo(1);
        assertThat(count(StreamsMetric.REQUESTS_DROPPED, "foreign-duplicate")).isEqualTo(1);
        assertThat(count(StreamsMetric.REQUESTS_REROUTED)).isEqualTo(1);
        assertThat(count(StreamsMetric.IDS_FORGOTTEN)).isEqualTo(7);
        assertThat(count(StreamsMetric.CHUNKS_CREATED)).isEqualTo(3);
        assertThat(count(StreamsMetric.CHUNKING_DROPPED, "tombstone")).isEqualTo(1);
        assertThat(count(StreamsMetric.OUTCOMES_DROPPED, "late")).isEqualTo(1);
        assertThat(count(StreamsMetric.COMMANDS_REROUTED)).isEqualTo(1);
        assertThat(count(StreamsMetric.RETRIES, "tool")).isEqualTo(1);
        assertThat(count(StreamsMetric.FALLBACKS, "quota")).isEqualTo(1);
        assertThat(count(StreamsMetric.TIMEOUTS, "deadline")).isEqualTo(1);
        assertThat(count(StreamsMetric.MONEY_RESERVED)).isEqualTo(20);
        assertThat(count(StreamsMetric.MONEY_SPENT)).isEqualTo(12);
        assertThat(count(StreamsMetric.EXPIRY_HELD)).isEqualTo(1);
    }

    @Test
    void whatHasNotHappenedIsSeenAsZero() {
        assertThat(count(StreamsMetric.REQUESTS_DROPPED, "duplicate")).isZero();
        assertThat(count(StreamsMetric.OUTCOMES_DROPPED, "early-overflow")).isZero();
        assertThat(count(StreamsMetric.TIMEOUTS, "step")).isZero();
    }

    private double count(StreamsMetric metric) {
        return registry.get(metric.id()).counter().count();
    }

    private double count(StreamsMetric metric, String kind) {
        return registry.get(metric.id()).tag(StreamsMetric.KIND, kind).counter().count();
    }
}
