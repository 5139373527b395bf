package dev.millrace.streams.runtime;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Decides whether a stream thread that has just processed a record should commit at once.
 *
 * <p>A commit costs some milliseconds whatever it holds. While records are few, each is committed
 * at once and the next stage sees it as soon as can be; while they are many, the commit interval
 * gathers them. One thread uses it.
 */
final class CommitPace {

    static final Duration WINDOW = Duration.ofMillis(20);

    /** The most commits of a window: with more, a thread would do little else. */
    static final int COMMITS_PER_WINDOW = 2;

    /** After a window with more records than this, the interval alone commits. */
    static final int FEW = 16;

    private final LongSupplier nanoTime;
    private long windowStart;
    private int records;
    private int recordsBefore;

    CommitPace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.windowStart = nanoTime.getAsLong();
    }

    /** Counts a record; true if it should be committed at once. */
    boolean countAndDecide() {
        long elapsed = nanoTime.getAsLong() - windowStart;
        if (elapsed >= WINDOW.toNanos()) {
            recordsBefore = elapsed < 2 * WINDOW.toNanos() ? records : 0;
            records = 0;
            windowStart += elapsed;
        }
        records++;
        return records <= COMMITS_PER_WINDOW && recordsBefore <= FEW;
    }
}
