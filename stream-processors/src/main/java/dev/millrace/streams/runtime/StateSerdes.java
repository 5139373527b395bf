package dev.millrace.streams.runtime;

import dev.millrace.schemas.TrustedAvroClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * Serdes for what stores and internal topics hold: Avro's single-object encoding. Each value starts
 * with the fingerprint of the schema it was written with, so that values of an earlier version stay
 * readable as long as its schema is named here; the schema registry has no part in it.
 */
public final class StateSerdes {

    private StateSerdes() {}

    /**
     * A serde for a generated class. Null is null.
     *
     * @param type the class of the values
     * @param earlier the schemas of earlier versions of the class whose values may still be stored
     */
    public static <V extends SpecificRecord> Serde<V> of(Class<V> type, Schema... earlier) {
        TrustedAvroClasses.trustPackage(type.getPackageName());
        SpecificData model = SpecificData.getForClass(type);
        Schema schema = model.getSchema(type);
        BinaryMessageEncoder<V> encoder = new BinaryMessageEncoder<>(model, schema);
        BinaryMessageDecoder<V> decoder = new BinaryMessageDecoder<>(model, schema);
        for (Schema former : earlier) {
            decoder.addSchema(former);
        }
        return Serdes.serdeFrom(
                (topic, value) -> encode(encoder, value), (topic, bytes) -> decode(decoder, bytes));
    }

    @SuppressWarnings("NullAway") // Kafka's interface does not declare that null stays null
    private static <V> byte[] encode(BinaryMessageEncoder<V> encoder, @Nullable V value) {
        if (value == null) {
            return null;
        }
        try {
            ByteBuffer buffer = encoder.encode(value);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("NullAway") // Kafka's interface does not declare that null stays null
    private static <V> V decode(BinaryMessageDecoder<V> decoder, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        try {
            return decoder.decode(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
