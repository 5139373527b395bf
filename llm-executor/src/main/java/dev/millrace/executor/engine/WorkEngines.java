package dev.millrace.executor.engine;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.metrics.KafkaClientMeters;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.executor.engine.WorkKind.Lane;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Makes engines out of what they share. */
public final class WorkEngines {

    private final KafkaConnection kafka;
    private final EventSerdes serdes;
    private final Publisher publisher;
    private final Cancellations cancellations;
    private final MeterRegistry meters;
    private final Spans spans;
    private final Clock clock;
    private final Runnable whenFenced;

    /**
     * @param whenFenced called when another process runs with the same instance id
     */
    public WorkEngines(
            KafkaConnection kafka,
            EventSerdes serdes,
            Publisher publisher,
            Cancellations cancellations,
            MeterRegistry meters,
            Spans spans,
            Clock clock,
            Runnable whenFenced) {
        this.kafka = kafka;
        this.serdes = serdes;
        this.publisher = publisher;
        this.cancellations = cancellations;
        this.meters = meters;
        this.spans = spans;
        this.clock = clock;
        this.whenFenced = whenFenced;
    }

    /** An engine for a kind of work. */
    public <I extends SpecificRecord, O extends SpecificRecord> WorkEngine engine(
            WorkPlan<I, O> plan, SourceSettings sourceSettings) {
        WorkKind<I, O> kind = plan.kind();
        EngineMetrics metrics = new EngineMetrics(meters, kind.name());
        WorkDesk<I, O> desk =
                new WorkDesk<>(
                        plan,
                        serdes,
                        publisher,
                        cancellations,
                        metrics,
                        spans,
                        clock,
                        () -> UUID.randomUUID().toString());
        List<String> topics = kind.lanes().stream().map(Lane::topic).map(t -> t.name()).toList();
        TopicIds topicIds = new AdminTopicIds(kafka.clientProperties());
        ReportedWork reported =
                new OutcomeTail(
                        kind.outcomes().name(), () -> consumer(sourceSettings.outcomeProperties()));
        ConsumerSource source =
                new ConsumerSource(
                        kind.name(),
                        topics,
                        sourceSettings,
                        () -> consumer(sourceSettings.consumerProperties()),
                        consumer -> new Assignment(consumer, topicIds, reported, metrics, clock),
                        new KafkaClientMeters(() -> meters),
                        whenFenced);
        return new WorkEngine(kind.name(), source, desk, plan.settings().drainTimeout());
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> properties) {
        return new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
