package dev.millrace.gateway.streaming;

import dev.millrace.gateway.streaming.TokenScan.Part;
import java.util.ArrayList;
import java.util.List;

/**
 * What a reader gets for a {@link Wish}: words from where they begin, up to some bytes of them.
 *
 * <p>Used by one thread.
 */
final class Portion {

    /** The most bytes of words that a reader is given at once: each stream holds so much. */
    static final long MAX_BYTES = 32L * 1024;

    private final Wish wish;
    private final long begin;
    private final boolean isComplete;
    private final List<Words> words = new ArrayList<>();
    private long bytes;
    private long lookedAtBefore;

    /**
     * @param begin where to begin
     * @param isComplete whether nothing that was wished is missing before that
     */
    Portion(Wish wish, long begin, boolean isComplete) {
        this.wish = wish;
        this.begin = begin;
        this.isComplete = isComplete;
    }

    String taskId() {
        return wish.taskId();
    }

    long begin() {
        return begin;
    }

    long end() {
        return wish.end();
    }

    /** Whether the reader has what it wished for, or has gone. */
    boolean isDone() {
        return wish.answer().isDone();
    }

    /**
     * From here on the log is looked at for it.
     *
     * @param lookedAt what was looked at before, in bytes
     */
    void join(long lookedAt) {
        lookedAtBefore = lookedAt;
    }

    void add(Words found) {
        if (found.offset() >= begin && found.offset() < wish.end()) {
            words.add(found);
            bytes += found.bytes();
        }
    }

    boolean isFull() {
        return bytes >= MAX_BYTES;
    }

    /** Hands over what was found before an offset. */
    void give(long next, long lookedAt) {
        long end = Math.min(next, wish.end());
        wish.answer().complete(new Part(words, end, isComplete, lookedAt - lookedAtBefore));
    }

    void fail(RuntimeException failure) {
        wish.answer().completeExceptionally(failure);
    }
}
