package dev.millrace.executor.progress;

import java.util.BitSet;

/**
 * Knows which records of one partition are done, in whatever order they finish, and lets no more be
 * taken than its commit metadata can describe.
 *
 * <p>Owns the open offsets from the committed one up to the last taken. Everything below the end
 * that is not open is done: completed, completed in an earlier life, or a gap left by transaction
 * markers or compaction. Lives as long as the partition is assigned. Used by one thread only.
 */
public final class CompletionTracker {

    /** The most offsets that may lie between the first open record and the last. */
    static final int MAX_SPAN = 16 * 1024 * 1024;

    private static final int SHIFT_FROM = 4_096;

    /** The open offsets, as distances from {@link #origin}. */
    private final BitSet open = new BitSet();

    /** Those of them whose work may have begun. */
    private final BitSet begun = new BitSet();

    /** For each parameter of the code, how many bits the distances between open offsets take. */
    private final long[] bits = new long[GapCode.LAST_PARAMETER + 1];

    private long origin;
    private long end;
    private long next;
    private long version;
    private int openCount;

    private CompletionTracker(long offset) {
        origin = offset;
        end = offset;
        next = offset;
    }

    /** Goes on from what an earlier life committed. */
    public static CompletionTracker from(Progress progress) {
        CompletionTracker tracker = new CompletionTracker(progress.offset());
        BitSet open = progress.open();
        for (int bit = open.nextSetBit(0); bit >= 0; bit = open.nextSetBit(bit + 1)) {
            tracker.open(progress.offset() + bit);
        }
        tracker.begun.or(progress.begun());
        tracker.end = progress.end();
        return tracker;
    }

    /** The lowest offset that may come next. */
    public long next() {
        return next;
    }

    /** How many records are open. */
    public int openCount() {
        return openCount;
    }

    /** Rises whenever there is something new to commit. */
    public long version() {
        return version;
    }

    /** Whether the record at an offset not yet passed was completed in an earlier life. */
    public boolean isDone(long offset) {
        return offset < end && !isOpen(offset);
    }

    /** Whether the work of an open record may have begun, in this life or an earlier one. */
    public boolean mayHaveBegun(long offset) {
        return isOpen(offset) && begun.get((int) (offset - origin));
    }

    /** Whether the metadata could still describe everything if this record were taken too. */
    public boolean hasRoomFor(long offset) {
        if (offset < end || openCount == 0) {
            return true;
        }
        long distance = offset - last();
        if (offset - first() >= MAX_SPAN) {
            return false;
        }
        for (int k = GapCode.FIRST_PARAMETER; k <= GapCode.LAST_PARAMETER; k++) {
            if (bits[k] + GapCode.bits(distance, k) <= CommitMetadata.MAX_DISTANCE_BITS) {
                return true;
            }
        }
        return false;
    }

    /** The record at this offset is being worked on; those before it that never came are done. */
    public void take(long offset) {
        passTo(offset);
        if (offset >= end) {
            open(offset);
            end = offset + 1;
        }
        next = offset + 1;
    }

    /** No record below this offset will come any more, other than those that were taken. */
    public void passTo(long offset) {
        if (offset <= next) {
            return;
        }
        completeBetween(next, Math.min(offset, end));
        next = offset;
        if (offset > end) {
            end = offset;
            version++;
        }
    }

    /** The work of the record at this offset begins; without effect if it is not open. */
    public void begin(long offset) {
        if (isOpen(offset) && !mayHaveBegun(offset)) {
            begun.set((int) (offset - origin));
            version++;
        }
    }

    /** The record at this offset is done; without effect if it is not open. */
    public void complete(long offset) {
        if (!isOpen(offset)) {
            return;
        }
        int bit = (int) (offset - origin);
        int before = open.previousSetBit(bit - 1);
        int after = open.nextSetBit(bit + 1);
        open.clear(bit);
        begun.clear(bit);
        openCount--;
        version++;
        if (before >= 0) {
            add(bit - before, -1);
        }
        if (after >= 0) {
            add(after - bit, -1);
        }
        if (before >= 0 && after >= 0) {
            add(after - before, 1);
        }
        if (before < 0) {
            shift();
        }
    }

    /** What to commit now. */
    public Progress progress() {
        if (openCount == 0) {
            return Progress.at(end);
        }
        long first = first();
        int from = (int) (first - origin);
        return new Progress(
                first, end, open.get(from, open.length()), begun.get(from, open.length()));
    }

    private void open(long offset) {
        if (openCount == 0) {
            open.clear();
            begun.clear();
            origin = offset;
        } else {
            add(offset - last(), 1);
        }
        open.set((int) (offset - origin));
        openCount++;
    }

    private void completeBetween(long from, long to) {
        if (from >= to || openCount == 0) {
            return;
        }
        int stop = (int) Math.max(0, to - origin);
        int bit = open.nextSetBit((int) Math.max(0, from - origin));
        while (bit >= 0 && bit < stop) {
            long offset = origin + bit;
            complete(offset);
            bit = open.nextSetBit((int) Math.max(0, offset + 1 - origin));
            stop = (int) Math.max(0, to - origin);
        }
    }

    /** Keeps the bits from growing with every record that was ever taken. */
    private void shift() {
        int first = open.nextSetBit(0);
        if (first < SHIFT_FROM || first < open.length() / 2) {
            return;
        }
        shift(begun, begun.get(first, open.length()));
        shift(open, open.get(first, open.length()));
        origin += first;
    }

    private static void shift(BitSet bits, BitSet rest) {
        bits.clear();
        bits.or(rest);
    }

    private boolean isOpen(long offset) {
        return offset >= origin && offset < end && open.get((int) (offset - origin));
    }

    private long first() {
        return origin + open.nextSetBit(0);
    }

    private long last() {
        return origin + open.length() - 1;
    }

    private void add(long distance, int sign) {
        for (int k = GapCode.FIRST_PARAMETER; k <= GapCode.LAST_PARAMETER; k++) {
            bits[k] += (long) sign * GapCode.bits(distance, k);
        }
    }
}
