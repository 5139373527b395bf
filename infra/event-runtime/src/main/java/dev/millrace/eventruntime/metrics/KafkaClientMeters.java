package dev.millrace.eventruntime.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/**
 * Shows the metrics that Kafka's clients keep of themselves. What is returned is to be closed with
 * the client, unless both live as long as the service. Each client that is shown has a thread that
 * looks for new metrics once a minute: show those that live long.
 */
public final class KafkaClientMeters {

    private final Supplier<MeterRegistry> registry;

    /**
     * @param registry asked when a client is shown
     */
    public KafkaClientMeters(Supplier<MeterRegistry> registry) {
        this.registry = registry;
    }

    public Shown show(Consumer<?, ?> consumer) {
        return bound(new KafkaClientMetrics(consumer));
    }

    public Shown show(Producer<?, ?> producer) {
        return bound(new KafkaClientMetrics(producer));
    }

    private Shown bound(KafkaClientMetrics metrics) {
        metrics.bindTo(registry.get());
        return metrics::close;
    }

    /** A client that is shown until this is closed. */
    @FunctionalInterface
    public interface Shown extends AutoCloseable {

        @Override
        void close();
    }
}
