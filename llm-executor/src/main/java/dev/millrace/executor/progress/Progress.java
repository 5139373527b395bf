package dev.millrace.executor.progress;

import java.util.BitSet;

/**
 * How far the work on a partition has come.
 *
 * @param offset every record below is done; this is what is committed
 * @param end every record from {@code offset} up to here is done unless it is open
 * @param open the open records, as distances from {@code offset}; when there are any, the first is
 *     {@code offset} itself
 * @param begun those of the open records whose work may have begun, in the same distances
 */
public record Progress(long offset, long end, BitSet open, BitSet begun) {

    public Progress {
        if (offset < 0 || end < offset) {
            throw new IllegalArgumentException("no progress from " + offset + " to " + end);
        }
        if (open.isEmpty() ? end != offset : !open.get(0) || offset + open.length() > end) {
            throw new IllegalArgumentException(
                    "open offsets do not lie from " + offset + " to " + end);
        }
        open = (BitSet) open.clone();
        begun = (BitSet) begun.clone();
        begun.and(open);
    }

    /** Nobody knows which of the open records have begun, so any may have. */
    public Progress(long offset, long end, BitSet open) {
        this(offset, end, open, open);
    }

    /** Nothing is known beyond the committed offset. */
    public static Progress at(long offset) {
        return new Progress(offset, offset, new BitSet());
    }

    @Override
    public BitSet open() {
        return (BitSet) open.clone();
    }

    @Override
    public BitSet begun() {
        return (BitSet) begun.clone();
    }
}
