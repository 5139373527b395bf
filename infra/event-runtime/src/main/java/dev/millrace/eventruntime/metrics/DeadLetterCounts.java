package dev.millrace.eventruntime.metrics;

import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Counts dead letters by topic of origin and reason, in Micrometer's global registry, because Kafka
 * itself makes the handlers that write some of them. Bound to a registry, it shows each topic at
 * zero, so that the first dead letter is seen as a rise. Thread-safe.
 */
public final class DeadLetterCounts implements MeterBinder {

    /** There are a handful, unless something makes them up. */
    private static final BoundedLabel REASONS = new BoundedLabel(30);

    /** A dead letter is written because of an exception. */
    public static void count(String topic, Throwable reason) {
        count(topic, reason.getClass().getSimpleName());
    }

    /**
     * A dead letter is written.
     *
     * @param topic the topic of the catalogue that the record came from
     * @param reason one of few
     */
    public static void count(String topic, String reason) {
        counter(Metrics.globalRegistry, topic, REASONS.of(reason)).increment();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Topic<?, ?> topic : Topics.all()) {
            counter(registry, topic.name(), UndecodableRecordException.class.getSimpleName());
        }
    }

    private static Counter counter(MeterRegistry registry, String topic, String reason) {
        return Counter.builder(RuntimeMetric.DEAD_LETTERS.id())
                .description(RuntimeMetric.DEAD_LETTERS.description())
                .tag(RuntimeMetric.TOPIC, topic)
                .tag(RuntimeMetric.REASON, reason)
                .register(registry);
    }
}
