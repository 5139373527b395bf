package dev.millrace.gateway.kafka;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A question that any number of askers share: at most one is under way and one waits for it to end.
 *
 * <p>An asker never gets the answer to a question that was put before it came. Thread-safe.
 */
public final class SharedQuestion<T> {

    private final Supplier<? extends CompletionStage<T>> source;
    private @Nullable CompletableFuture<T> running;
    private @Nullable CompletableFuture<T> next;

    /**
     * @param source puts the question
     */
    public SharedQuestion(Supplier<? extends CompletionStage<T>> source) {
        this.source = source;
    }

    /** The answer as it is at some time after this call. */
    public CompletableFuture<T> ask() {
        CompletableFuture<T> mine;
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

    private void run(CompletableFuture<T> asked) {
        CompletionStage<T> answer;
        try {
            answer = source.get();
        } catch (RuntimeException e) {
            answer = CompletableFuture.failedFuture(e);
        }
        var _ =
                answer.whenComplete(
                        (value, failure) -> {
                            runNext();
                            if (failure == null) {
                                asked.complete(value);
                            } else {
                                asked.completeExceptionally(failure);
                            }
                        });
    }

    private void runNext() {
        CompletableFuture<T> waiting;
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
