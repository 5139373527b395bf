package dev.millrace.gateway.streaming;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks the broker how far the log reaches at present.
 *
 * <p>Any number of askers share one question: at most one is under way and one waits for it to end.
 * An asker never gets the answer to a question that was put before it came. Thread-safe.
 */
final class LogHorizons {

    private final Supplier<CompletionStage<Map<Integer, Long>>> source;
    private @Nullable CompletableFuture<Map<Integer, Long>> running;
    private @Nullable CompletableFuture<Map<Integer, Long>> next;

    /**
     * @param source puts the question: where the next record goes, by partition
     */
    LogHorizons(Supplier<CompletionStage<Map<Integer, Long>>> source) {
        this.source = source;
    }

    /** The ends by partition, as they are at some time after this call. */
    CompletableFuture<Map<Integer, Long>> ask() {
        CompletableFuture<Map<Integer, Long>> mine;
        synchronized (this) {
            if (running != null) {
                if (next == null) {
                    next = new CompletableFuture<>();
                }
                return next;
            }
            mine = new CompletableFuture<>();
            running = mine;
        }
        run(mine);
        return mine;
    }

    private void run(CompletableFuture<Map<Integer, Long>> asked) {
        CompletionStage<Map<Integer, Long>> answer;
        try {
            answer = source.get();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        var _ =
                answer.whenComplete(
                        (ends, failure) -> {
                            runNext();
                            if (failure == null) {
                                asked.complete(ends);
                            } else {
                                asked.completeExceptionally(failure);
                            }
                        });
    }

    private void runNext() {
        CompletableFuture<Map<Integer, Long>> waiting;
        synchronized (this) {
            waiting = next;
            running = waiting;
            next = null;
        }
        if (waiting != null) {
            run(waiting);
        }
    }
}
