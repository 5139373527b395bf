package dev.millrace.eventruntime;

import java.math.BigInteger;
import java.util.Base64;

/**
 * How far a consumer group has come with a partition, by what it committed.
 *
 * <p>Executors finish records in any order. They commit the offset of the first open one, and in
 * the metadata how far they read and how many before that are open; the rest of what the metadata
 * says concerns only them. Of other groups the offset says everything.
 *
 * @param firstOpen every record before it is done
 * @param read every record from there on is open
 * @param openBefore how many records from {@code firstOpen} to {@code read} are open
 */
public record CommittedWork(long firstOpen, long read, long openBefore) {

    private static final String VERSION = "2:";
    private static final int PARTS = 4;

    /** Parameter, span and count take 93 bits, which are in the first 16 characters of base64. */
    private static final int HEAD_LENGTH = 16;

    private static final int COUNT_BITS = 24;
    private static final int SPAN_BITS = 64;
    private static final int UNUSED_BITS = 3;

    /** What is left to do up to the end of the partition. */
    public long openUntil(long end) {
        return Math.max(0, end - read) + Math.min(openBefore, Math.max(0, end - firstOpen));
    }

    /** Reads a commit; metadata of an unknown form is as good as none. */
    public static CommittedWork of(long offset, String metadata) {
        String head = head(metadata);
        if (head.isEmpty()) {
            return new CommittedWork(offset, offset, 0);
        }
        try {
            BigInteger bits = new BigInteger(1, Base64.getDecoder().decode(head));
            long count = field(bits, UNUSED_BITS, COUNT_BITS);
            long span = field(bits, UNUSED_BITS + COUNT_BITS, SPAN_BITS);
            boolean plausible = span > 0 && count > 0 && count <= span;
            return plausible
                    ? new CommittedWork(offset, offset + span, count)
                    : new CommittedWork(offset, offset, 0);
        } catch (IllegalArgumentException _) {
            return new CommittedWork(offset, offset, 0);
        }
    }

    private static String head(String metadata) {
        if (!metadata.startsWith(VERSION)) {
            return "";
        }
        String[] parts = metadata.split(":", -1);
        return parts.length == PARTS && parts[PARTS - 1].length() >= HEAD_LENGTH
                ? parts[PARTS - 1].substring(0, HEAD_LENGTH)
                : "";
    }

    private static long field(BigInteger bits, int from, int length) {
        return bits.shiftRight(from)
                .and(BigInteger.ONE.shiftLeft(length).subtract(BigInteger.ONE))
                .longValue();
    }
}
