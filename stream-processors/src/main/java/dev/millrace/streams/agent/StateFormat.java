package dev.millrace.streams.agent;

import dev.millrace.streams.runtime.StateSerdes;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.jspecify.annotations.Nullable;

/** The bytes of one type of stored value. */
final class StateFormat<V extends SpecificRecord> {

    private static final String NO_TOPIC = "";

    private final Class<V> type;
    private final Serializer<V> serializer;
    private final Deserializer<V> deserializer;

    StateFormat(Class<V> type) {
        this.type = type;
        Serde<V> serde = StateSerdes.of(type);
        this.serializer = serde.serializer();
        this.deserializer = serde.deserializer();
    }

    byte[] encode(V value) {
        return serializer.serialize(NO_TOPIC, value);
    }

    /**
     * @throws ProcessorStateException if the bytes cannot be read, as when a later version wrote
     *     them: no record is to blame, so that the application has to stop
     */
    V decode(byte[] bytes) {
        try {
            return deserializer.deserialize(NO_TOPIC, bytes);
        } catch (RuntimeException e) {
            throw new ProcessorStateException("cannot read a stored " + type.getSimpleName(), e);
        }
    }

    @Nullable V decodeIfPresent(byte @Nullable [] bytes) {
        return bytes == null ? null : decode(bytes);
    }

    static Bytes key(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
