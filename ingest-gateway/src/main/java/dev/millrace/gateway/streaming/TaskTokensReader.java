package dev.millrace.gateway.streaming;

import dev.millrace.gateway.kafka.SharedQuestion;
import dev.millrace.gateway.streaming.TokenLog.Horizon;
import dev.millrace.gateway.streaming.TokenLog.TaskTokens;
import dev.millrace.gateway.streaming.TokenScan.From;
import dev.millrace.gateway.view.Signal;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Reads the words of a task from memory, and from Kafka what is not in memory any more: before the
 * reader came, or because it is slow. Offsets make the two meet.
 *
 * <p>State: where it reads on, and a part of the log that was read from Kafka. Used by one thread.
 */
final class TaskTokensReader implements TaskTokens {

    /** The most bytes of the log in a row without a word of the task; what follows is as gone. */
    private static final long MAX_BYTES_IN_VAIN = 256L * 1024 * 1024;

    private final TaskWords words;
    private final PartitionTokens memory;
    private final int partition;
    private final TokenScan scan;
    private final SharedQuestion<Map<Integer, Long>> horizons;
    private final Signal signal;
    private final Deque<Words> scanned = new ArrayDeque<>();
    private From from;
    private @Nullable Words peeked;
    private long cursor;
    private long scanEnd;
    private long bytesInVain;
    private boolean complete = true;

    TaskTokensReader(
            PartitionTokens.Begin begin,
            PartitionTokens memory,
            int partition,
            TokenScan scan,
            SharedQuestion<Map<Integer, Long>> horizons,
            Signal signal) {
        this.words = begin.words();
        this.memory = memory;
        this.partition = partition;
        this.scan = scan;
        this.horizons = horizons;
        this.signal = signal;
        switch (begin.before()) {
            case ForgottenTasks.Before.Nothing() -> {
                this.cursor = begin.end();
                this.from = new From.Offset(cursor);
            }
            case ForgottenTasks.Before.From(long offset) -> {
                this.cursor = offset;
                this.scanEnd = begin.end();
                this.from = new From.Offset(offset);
            }
            case ForgottenTasks.Before.Since(long timestamp) -> {
                this.scanEnd = begin.end();
                this.from = new From.Time(timestamp);
            }
        }
    }

    @Override
    public @Nullable Words peek() throws InterruptedException {
        if (peeked == null) {
            peeked = read();
        }
        return peeked;
    }

    private @Nullable Words read() throws InterruptedException {
        while (scanned.isEmpty()) {
            scanEnd = Math.max(scanEnd, memory.lostUpTo(words));
            if (cursor >= scanEnd) {
                Words next = memory.read(words, cursor);
                // What was given up in between is read from Kafka.
                if (memory.lostUpTo(words) <= cursor) {
                    return next;
                }
            } else {
                scanOn();
            }
        }
        return scanned.remove();
    }

    private void scanOn() throws InterruptedException {
        if (bytesInVain >= MAX_BYTES_IN_VAIN) {
            complete = false;
            cursor = scanEnd;
            bytesInVain = 0;
            return;
        }
        TokenScan.Part part = scan.read(words.taskId(), partition, from, scanEnd);
        complete &= part.isComplete();
        bytesInVain = part.words().isEmpty() ? bytesInVain + part.bytes() : 0;
        scanned.addAll(part.words());
        cursor = Math.max(cursor, part.next());
        from = new From.Offset(cursor);
    }

    @Override
    public void pop() {
        if (peeked == null) {
            throw new IllegalStateException("there are no words");
        }
        cursor = Math.max(cursor, peeked.offset() + 1);
        from = new From.Offset(cursor);
        peeked = null;
    }

    @Override
    public boolean areComplete() {
        return complete;
    }

    @Override
    public Horizon askHorizon() {
        return new Asked(horizons.ask());
    }

    @Override
    public void close() {
        memory.close(words, signal);
    }

    private final class Asked implements Horizon {

        private final CompletableFuture<Map<Integer, Long>> ends;
        private @Nullable Runnable waiting;

        private Asked(CompletableFuture<Map<Integer, Long>> ends) {
            this.ends = ends;
            var _ = ends.whenComplete((_, _) -> signal.raise());
        }

        @Override
        public boolean isReached() {
            if (!ends.isDone() || ends.isCompletedExceptionally()) {
                return false;
            }
            long end = ends.join().getOrDefault(partition, 0L);
            if (memory.next() >= end) {
                return true;
            }
            if (waiting == null) {
                waiting = memory.whenRead(end, signal);
            }
            return false;
        }

        @Override
        public boolean isUnknown() {
            return ends.isCompletedExceptionally();
        }

        @Override
        public void close() {
            if (waiting != null) {
                waiting.run();
            }
        }
    }
}
