package dev.millrace.streams.agent;

import dev.millrace.streams.runtime.StateSerdes;
import java.nio.charset.StandardCharsets;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** The bytes of one type of stored value. */
final class StateFormat<V extends SpecificRecord> {

    private static final String NO_TOPIC = "";

    private final Serializer<V> serializer;
    private final Deserializer<V> deserializer;

    StateFormat(Class<V> type) {
        Serde<V> serde = StateSerdes.of(type);
        this.serializer = serde.serializer();
        this.deserializer = serde.deserializer();
    }

    byte[] encode(V value) {
        return serializer.serialize(NO_TOPIC, value);
    }

    V decode(byte[] bytes) {
        return deserializer.deserialize(NO_TOPIC, bytes);
    }

    @Nullable V decodeIfPresent(byte @Nullable [] bytes) {
        return bytes == null ? null : decode(bytes);
    }

    static Bytes key(String text) {
        return Bytes.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
