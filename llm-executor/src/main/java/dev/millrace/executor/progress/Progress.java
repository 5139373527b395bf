package dev.millrace.executor.progress;

import java.util.BitSet;

/**
 * How far the work on a partition has come.
 *
 * @param offset every record below is done; this is what is committed
 * @param end every record from {@code offset} up to here is done unless it is open
 * @param open the open records, as distances from {@code offset}; when there are any, the first is
 *     {@code offset} itself
 */
public record Progress(long offset, long end, BitSet open) {

    public Progress {
        if (offset < 0 || end < offset) {
            throw new IllegalArgumentException("no progress from " + offset + " to " + end);
        }
        if (open.isEmpty() ? end != offset : !open.get(0) || offset + open.length() > end) {
            throw new IllegalArgumentException(
                    "open offsets do not lie from " + offset + " to " + end);
        }
        open = (BitSet) open.clone();
    }

    /** Nothing is known beyond the committed offset. */
    public static Progress at(long offset) {
        return new Progress(offset, offset, new BitSet());
    }

    @Override
    public BitSet open() {
        return (BitSet) open.clone();
    }
}
