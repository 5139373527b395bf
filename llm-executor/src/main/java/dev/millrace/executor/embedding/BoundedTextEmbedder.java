package dev.millrace.executor.embedding;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Keeps native computation off the virtual threads.
 *
 * <p>A call into native code holds the carrier of a virtual thread, so that a few of them would
 * stop thousands of others: such callers wait for a small pool of platform threads, which this
 * class owns. A platform thread computes by itself.
 */
final class BoundedTextEmbedder implements TextEmbedder, AutoCloseable {

    private final TextEmbedder embedder;
    private final ExecutorService pool;

    BoundedTextEmbedder(TextEmbedder embedder, int threads) {
        this.embedder = embedder;
        this.pool =
                Executors.newFixedThreadPool(
                        threads, Thread.ofPlatform().name("embedding-", 0).daemon().factory());
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        if (!Thread.currentThread().isVirtual()) {
            return embedder.embed(texts);
        }
        Future<List<float[]>> vectors = pool.submit(() -> embedder.embed(texts));
        try {
            return vectors.get();
        } catch (InterruptedException e) {
            vectors.cancel(true);
            Thread.currentThread().interrupt();
            CancellationException canceled =
                    new CancellationException("Nobody waits for the vectors");
            canceled.initCause(e);
            throw canceled;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException("The embedding failed", e.getCause());
        }
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
