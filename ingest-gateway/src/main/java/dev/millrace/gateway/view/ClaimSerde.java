package dev.millrace.gateway.view;

import dev.millrace.gateway.view.state.ClaimEntry;
import dev.millrace.schemas.TrustedAvroClasses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;

/** Puts a claim into the bytes of its store and back, in Avro's single-object encoding. */
final class ClaimSerde {

    static {
        TrustedAvroClasses.trustPackage(ClaimEntry.class.getPackageName());
    }

    private ClaimSerde() {}

    static byte[] toBytes(Claim claim) {
        try {
            ByteBuffer buffer =
                    new ClaimEntry(claim.taskId(), claim.requestHash(), claim.at()).toByteBuffer();
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot encode the claim of " + claim.taskId(), e);
        }
    }

    static Claim fromBytes(byte[] bytes) {
        try {
            ClaimEntry entry = ClaimEntry.fromByteBuffer(ByteBuffer.wrap(bytes));
            return new Claim(entry.getTaskId(), entry.getRequestHash(), entry.getAt());
        } catch (IOException e) {
            throw new SerializationException("the claim of a key is damaged", e);
        }
    }
}
