package dev.millrace.sink.intake;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.schemas.Topic;
import dev.millrace.sink.document.Document;
import dev.millrace.sink.document.DocumentStore;
import dev.millrace.sink.document.Target;
import dev.millrace.sink.metrics.SinkMetrics;
import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.Deserializer;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/** Makes the listeners that store the events of one topic each. */
final class EventListeners {

    private final ListenerContainers containers;
    private final EventSerdes serdes;
    private final DocumentStore store;
    private final Producer<byte[], byte[]> deadLetterProducer;
    private final SinkMetrics metrics;
    private final Clock clock;
    private final Spans spans;

    EventListeners(
            ListenerContainers containers,
            EventSerdes serdes,
            DocumentStore store,
            Producer<byte[], byte[]> deadLetterProducer,
            SinkMetrics metrics,
            Clock clock,
            Spans spans) {
        this.containers = containers;
        this.serdes = serdes;
        this.store = store;
        this.deadLetterProducer = deadLetterProducer;
        this.metrics = metrics;
        this.clock = clock;
        this.spans = spans;
    }

    <V extends SpecificRecord> KafkaMessageListenerContainer<byte[], byte[]> create(
            String name, Target target, Topic<String, V> topic, Function<V, Document> toDocument) {
        return containers.create(
                name,
                List.of(topic.name()),
                new BatchIntake(
                        target,
                        reader(topic, toDocument),
                        store,
                        new DeadLetterTopics(deadLetterProducer),
                        metrics,
                        clock,
                        spans));
    }

    private <V extends SpecificRecord> RecordReader reader(
            Topic<String, V> topic, Function<V, Document> toDocument) {
        Deserializer<V> deserializer = serdes.deserializer(topic);
        return source -> {
            if (source.value() == null) {
                throw new UndecodableRecordException(
                        "not an event of " + topic.name() + ": the record has no value");
            }
            Document document =
                    toDocument.apply(
                            deserializer.deserialize(
                                    source.topic(), source.headers(), source.value()));
            return RecordTrace.of(source)
                    .map(trace -> document.inTrace(trace.traceId()))
                    .orElse(document);
        };
    }
}
