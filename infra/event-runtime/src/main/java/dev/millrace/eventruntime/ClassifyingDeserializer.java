package dev.millrace.eventruntime;

import java.nio.ByteBuffer;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Tells bytes that are no event from a registry that cannot be asked; Confluent's deserializer
 * throws the same for both.
 */
final class ClassifyingDeserializer<V> implements Deserializer<V> {

    private static final int HEADER_BYTES = 5;

    private final Deserializer<Object> deserializer;
    private final Class<V> type;

    ClassifyingDeserializer(Deserializer<Object> deserializer, Class<V> type) {
        this.deserializer = deserializer;
        this.type = type;
    }

    @Override
    @SuppressWarnings(
            "NullAway") // a tombstone is a null value, which Kafka's interface does not declare
    public V deserialize(String topic, byte @Nullable [] bytes) {
        return deserialize(topic, new RecordHeaders(), bytes);
    }

    /**
     * @throws UndecodableRecordException if the bytes are no event of the topic
     * @throws RegistryUnavailableException if the registry has to be asked and cannot be
     */
    @Override
    @SuppressWarnings(
            "NullAway") // a tombstone is a null value, which Kafka's interface does not declare
    public V deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        checkHeader(topic, bytes);
        Object value;
        try {
            value = deserializer.deserialize(topic, headers, bytes);
        } catch (RuntimeException e) {
            if (RegistryUnavailableException.isCauseOf(e)) {
                throw new RegistryUnavailableException(
                        "cannot read a record of " + topic + ": " + rootMessage(e), e);
            }
            throw new UndecodableRecordException(
                    "not an event of " + topic + ": " + rootMessage(e), e);
        }
        if (!type.isInstance(value)) {
            throw new UndecodableRecordException(
                    "not an event of "
                            + topic
                            + ": a "
                            + value.getClass().getName()
                            + " instead of a "
                            + type.getName());
        }
        return type.cast(value);
    }

    private static void checkHeader(String topic, byte[] bytes) {
        if (bytes.length < HEADER_BYTES || bytes[0] != 0) {
            throw new UndecodableRecordException(
                    "not an event of "
                            + topic
                            + ": the first bytes must be 00 and a schema id of 4 bytes");
        }
        int id = ByteBuffer.wrap(bytes, 1, Integer.BYTES).getInt();
        if (id < 1) {
            throw new UndecodableRecordException(
                    "not an event of " + topic + ": no schema has the id " + id);
        }
    }

    private static String rootMessage(Throwable exception) {
        Throwable root = exception;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getName() : root.getMessage();
    }

    @Override
    public void close() {
        deserializer.close();
    }
}
