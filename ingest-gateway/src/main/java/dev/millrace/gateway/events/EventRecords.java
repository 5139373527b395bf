package dev.millrace.gateway.events;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/** Turns events into the records of their topics. Thread-safe. */
public final class EventRecords {

    private final EventSerdes serdes;
    // One for each topic: making one takes longer than what it does for a record.
    private final Map<Topic<?, ?>, Serializer<?>> serializers = new ConcurrentHashMap<>();

    public EventRecords(EventSerdes serdes) {
        this.serdes = serdes;
    }

    /** The record of an event. */
    public <V extends SpecificRecord> ProducerRecord<byte[], byte[]> of(
            Topic<String, V> topic, String key, V event) {
        return new ProducerRecord<>(
                topic.name(),
                key.getBytes(StandardCharsets.UTF_8),
                serializer(topic).serialize(topic.name(), event));
    }

    @SuppressWarnings("unchecked") // each topic has the serializer of its own values
    private <V extends SpecificRecord> Serializer<V> serializer(Topic<String, V> topic) {
        return (Serializer<V>) serializers.computeIfAbsent(topic, _ -> serdes.serializer(topic));
    }
}
