package dev.millrace.streams;

import dev.millrace.streams.runtime.StreamsApplication;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import java.util.function.Function;
import org.apache.kafka.streams.KafkaStreams;

/** Kafka Streams' own metrics, and those of how an application does. */
final class ClientMetrics {

    private ClientMetrics() {}

    /** Binds the metrics of each KafkaStreams as long as it lives. */
    static Function<KafkaStreams, AutoCloseable> of(MeterRegistry registry) {
        return streams -> {
            KafkaStreamsMetrics metrics = new KafkaStreamsMetrics(streams);
            metrics.bindTo(registry);
            return metrics;
        };
    }

    static void register(MeterRegistry registry, StreamsApplication application) {
        Gauge.builder(
                        StreamsMetric.RUNNING.id(),
                        application,
                        running -> running.status().running() ? 1 : 0)
                .description(StreamsMetric.RUNNING.description())
                .tag(StreamsMetric.APPLICATION, application.id())
                .register(registry);
        FunctionCounter.builder(
                        StreamsMetric.RESTARTS.id(),
                        application,
                        running -> running.status().restarts())
                .description(StreamsMetric.RESTARTS.description())
                .tag(StreamsMetric.APPLICATION, application.id())
                .register(registry);
    }
}
