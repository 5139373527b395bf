package dev.millrace.executor.progress;

import java.time.Instant;
import java.util.Base64;
import java.util.BitSet;
import java.util.Optional;

/**
 * The text that goes with a committed offset: format version, topic id, time, and which records
 * from that offset on are still open.
 *
 * <p>{@code 2:<topic id>:<milliseconds in base 36>:<base64>}, where the bits are the parameter of
 * the code (5), the span from offset to end (64), the number of open records (24), the distances
 * from each open record to the next and, if there is room, a 1 and for each open record whether its
 * work may have begun. Without the latter any may have.
 */
public final class CommitMetadata {

    /** What a broker takes by default ({@code offset.metadata.max.bytes}). */
    static final int MAX_LENGTH = 4_096;

    private static final String VERSION = "2";
    private static final int TOPIC_ID_LENGTH = 22;
    private static final int TIME_LENGTH = 13;
    private static final int PARTS = 4;
    private static final int PARAMETER_BITS = 5;
    private static final int SPAN_BITS = 64;
    private static final int COUNT_BITS = 24;
    private static final int MAX_BYTES =
            (MAX_LENGTH - 1 - VERSION.length() - 3 - TOPIC_ID_LENGTH - TIME_LENGTH) / 4 * 3;

    /** What is left for the distances. */
    static final int MAX_DISTANCE_BITS =
            MAX_BYTES * Byte.SIZE - PARAMETER_BITS - SPAN_BITS - COUNT_BITS;

    private CommitMetadata() {}

    /** The metadata to commit with {@link Progress#offset()}. */
    public static String encode(String topicId, Instant now, Progress progress) {
        String time = Long.toString(now.toEpochMilli(), Character.MAX_RADIX);
        String prefix = VERSION + ":" + topicId + ":" + time + ":";
        BitSet open = progress.open();
        if (open.isEmpty()) {
            return prefix;
        }
        int parameter = shortest(open);
        BitWriter bits = new BitWriter();
        bits.write(parameter, PARAMETER_BITS);
        bits.write(progress.end() - progress.offset(), SPAN_BITS);
        bits.write(open.cardinality(), COUNT_BITS);
        int last = 0;
        for (int bit = open.nextSetBit(1); bit >= 0; bit = open.nextSetBit(bit + 1)) {
            GapCode.write(bits, bit - last, parameter);
            last = bit;
        }
        writeBegun(bits, open, progress.begun());
        return prefix + Base64.getEncoder().withoutPadding().encodeToString(bits.toByteArray());
    }

    /**
     * What a commit says; empty if it was written by something else, by another version, or about
     * another topic of the same name.
     */
    public static Optional<Progress> decode(String topicId, long offset, String metadata) {
        String[] parts = parts(metadata);
        if (parts.length != PARTS || !parts[1].equals(topicId)) {
            return Optional.empty();
        }
        if (parts[3].isEmpty()) {
            return Optional.of(Progress.at(offset));
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(parts[3]);
            return Optional.of(read(offset, new BitReader(bytes)));
        } catch (IllegalArgumentException | MalformedMetadataException _) {
            return Optional.empty();
        }
    }

    /** When the commit was made, by the clock of who made it. */
    public static Optional<Instant> time(String metadata) {
        String[] parts = parts(metadata);
        if (parts.length != PARTS) {
            return Optional.empty();
        }
        try {
            long millis = Long.parseLong(parts[2], Character.MAX_RADIX);
            return Optional.of(Instant.ofEpochMilli(millis));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static String[] parts(String metadata) {
        boolean ours = metadata.startsWith(VERSION + ":") && metadata.length() <= MAX_LENGTH;
        return ours ? metadata.split(":", -1) : new String[0];
    }

    private static Progress read(long offset, BitReader bits) {
        int parameter = (int) bits.read(PARAMETER_BITS);
        long span = bits.read(SPAN_BITS);
        long count = bits.read(COUNT_BITS);
        if (span < 1 || span > CompletionTracker.MAX_SPAN || count < 1) {
            throw new MalformedMetadataException(count + " open records in " + span);
        }
        BitSet open = new BitSet();
        open.set(0);
        long last = 0;
        for (long remaining = count - 1; remaining > 0; remaining--) {
            last += GapCode.read(bits, parameter);
            if (last >= span) {
                throw new MalformedMetadataException("an open record lies beyond the end");
            }
            open.set((int) last);
        }
        return new Progress(offset, offset + span, open, readBegun(bits, open));
    }

    private static void writeBegun(BitWriter bits, BitSet open, BitSet begun) {
        if (bits.length() + 1 + open.cardinality() > MAX_BYTES * Byte.SIZE) {
            return;
        }
        bits.write(1, 1);
        for (int bit = open.nextSetBit(0); bit >= 0; bit = open.nextSetBit(bit + 1)) {
            bits.write(begun.get(bit) ? 1 : 0, 1);
        }
    }

    private static BitSet readBegun(BitReader bits, BitSet open) {
        if (bits.left() <= open.cardinality() || bits.read(1) == 0) {
            return open;
        }
        BitSet begun = new BitSet();
        for (int bit = open.nextSetBit(0); bit >= 0; bit = open.nextSetBit(bit + 1)) {
            begun.set(bit, bits.read(1) == 1);
        }
        return begun;
    }

    private static int shortest(BitSet open) {
        int best = GapCode.FIRST_PARAMETER;
        long fewest = Long.MAX_VALUE;
        for (int k = GapCode.FIRST_PARAMETER; k <= GapCode.LAST_PARAMETER; k++) {
            long bits = 0;
            int last = 0;
            for (int bit = open.nextSetBit(1); bit >= 0; bit = open.nextSetBit(bit + 1)) {
                bits += GapCode.bits(bit - last, k);
                last = bit;
            }
            if (bits < fewest) {
                fewest = bits;
                best = k;
            }
        }
        return best;
    }
}
