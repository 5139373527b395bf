package dev.millrace.gateway.intake;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.millrace.gateway.view.Claim;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;

/**
 * The tasks of idempotency keys that this instance is at work on or has handed over, so that those
 * who repeat a request need neither wait for the pipeline nor submit it again.
 *
 * <p>Remembers the last {@value #MOST_REMEMBERED}, which takes about 4 MiB; of others the view
 * tells. Thread-safe.
 */
final class OwnTasks {

    static final int MOST_REMEMBERED = 20_000;

    private final ConcurrentMap<String, CompletableFuture<Void>> atWork = new ConcurrentHashMap<>();
    private final Cache<String, Boolean> handedOver =
            Caffeine.newBuilder()
                    .maximumSize(MOST_REMEMBERED)
                    .expireAfterWrite(Claim.HOLDS)
                    .build();

    /** Sees to it that the pipeline gets a task. */
    interface Work {
        void run() throws InterruptedException;
    }

    /** Kafka has the request of a task for good. */
    void handOver(String taskId) {
        handedOver.put(taskId, true);
    }

    boolean isHandedOver(String taskId) {
        return handedOver.getIfPresent(taskId) != null;
    }

    /**
     * Does the work for a task, or waits for somebody who does it already; in either case it fails
     * as that work did.
     *
     * @return whether it was done here
     */
    boolean share(String taskId, Work work) throws InterruptedException {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> other = atWork.putIfAbsent(taskId, mine);
        if (other != null) {
            await(other);
            return false;
        }
        try {
            work.run();
            mine.complete(null);
        } catch (InterruptedException | RuntimeException e) {
            mine.completeExceptionally(e);
            throw e;
        } finally {
            atWork.remove(taskId);
            // Nobody waits for ever, whatever it was that came.
            mine.cancel(false);
        }
        return true;
    }

    private static void await(CompletableFuture<Void> other) throws InterruptedException {
        try {
            other.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new InterruptedException("who was at work on it was interrupted");
        }
    }
}
