package dev.millrace.executor.engine;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.RegistryUnavailableException;
import dev.millrace.executor.engine.Item.Ticket;
import dev.millrace.executor.engine.Publisher.UnwritableException;
import dev.millrace.schemas.Topic;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serializer;

/** Makes the record that tells of an outcome. */
final class OutcomeWriter<O extends SpecificRecord> {

    /** What a record needs beside its value: key, headers, framing. */
    private static final int OVERHEAD_BYTES = 4_096;

    private final Topic<String, O> topic;
    private final Serializer<O> serializer;

    OutcomeWriter(Topic<String, O> topic, EventSerdes serdes) {
        this.topic = topic;
        this.serializer = serdes.serializer(topic);
    }

    /**
     * @throws RecordTooLargeException if Kafka would not take it
     * @throws UnwritableException if it cannot be put into bytes
     * @throws RuntimeException of another kind if the registry has to be asked and cannot be
     */
    ProducerRecord<byte[], byte[]> record(String key, O outcome, Item<?> item) {
        RecordHeaders headers = new RecordHeaders();
        item.origin().forEach(headers::add);
        headers.add(Ticket.HEADER, item.ticket().header());
        byte[] value = serialize(headers, outcome);
        if (value.length > Topic.MAX_RECORD_BYTES - OVERHEAD_BYTES) {
            throw new RecordTooLargeException(
                    "an outcome for " + topic.name() + " has " + value.length + " bytes");
        }
        return new ProducerRecord<>(
                topic.name(), null, key.getBytes(StandardCharsets.UTF_8), value, headers);
    }

    private byte[] serialize(Headers headers, O outcome) {
        try {
            return serializer.serialize(topic.name(), headers, outcome);
        } catch (RuntimeException e) {
            if (isRegistryAway(e)) {
                throw e;
            }
            throw new UnwritableException("no event for " + topic.name() + ": " + e, e);
        }
    }

    /**
     * What goes wrong on the way to the registry is checked; what is wrong with an event is not.
     */
    private static boolean isRegistryAway(RuntimeException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return RegistryUnavailableException.isCauseOf(failure)
                || !(root instanceof RuntimeException);
    }
}
