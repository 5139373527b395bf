package dev.millrace.gateway.events;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.schemas.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Turns events into the records of their topics. Thread-safe. */
public final class EventRecords {

    private final EventSerdes serdes;

    public EventRecords(EventSerdes serdes) {
        this.serdes = serdes;
    }

    /** The record of an event. */
    public <V extends SpecificRecord> ProducerRecord<byte[], byte[]> of(
            Topic<String, V> topic, String key, V event) {
        return new ProducerRecord<>(
                topic.name(),
                key.getBytes(StandardCharsets.UTF_8),
                serdes.serializer(topic).serialize(topic.name(), event));
    }
}
