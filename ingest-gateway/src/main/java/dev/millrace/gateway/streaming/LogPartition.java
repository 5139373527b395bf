package dev.millrace.gateway.streaming;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A partition of the log of words, wherever one looks at it. Used by one thread. */
interface LogPartition {

    /**
     * A record.
     *
     * @param bytes what it takes in the log, about
     * @param words what it says; null if that is no words. Only asked for by those who want it
     */
    record Entry(String taskId, long offset, int bytes, Supplier<@Nullable Words> words) {}

    /**
     * Some records in a row, perhaps none.
     *
     * @param next where to go on
     */
    record Chunk(List<Entry> entries, long next) {}

    /** Where the log begins now. */
    long oldest();

    /** The first record of a time or after it, in milliseconds; the highest number if none is. */
    long firstSince(long timestamp);

    /** The next records from an offset on, as many as come at once. */
    Chunk read(long from);
}
