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

    private static final DeadLetterReasons REASONS = new DeadLetterReasons();

    /** A dead letter is written because of an exception. */
    public static void count(String topic, Throwable reason) {
        counted(topic, REASONS.of(reason));
    }

    /**
     * A dead letter is written because a task failed.
     *
     * @param topic the topic of the catalogue that the record came from
     * @param failure the type of its error
     */
    public static void count(String topic, String failure) {
        counted(topic, REASONS.of(failure));
    }

    private static void counted(String topic, String reason) {
        counter(Metrics.globalRegistry, topic, reason).increment();
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
