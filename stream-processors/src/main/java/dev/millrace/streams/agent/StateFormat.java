package dev.millrace.streams.agent;

import dev.millrace.streams.runtime.StateSerdes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.avro.Schema;
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

    /**
     * @param earlier the files with the schemas of earlier versions whose values may still be
     *     stored
     */
    StateFormat(Class<V> type, String... earlier) {
        this.type = type;
        Serde<V> serde =
                StateSerdes.of(
                        type, Stream.of(earlier).map(StateFormat::schema).toArray(Schema[]::new));
        this.serializer = serde.serializer();
        this.deserializer = serde.deserializer();
    }

    private static Schema schema(String file) {
        try (InputStream stream = StateFormat.class.getResourceAsStream(file)) {
            return new Schema.Parser().parse(Objects.requireNonNull(stream, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
