package dev.millrace.quickstart.bench;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks for some tasks how long after their result Elasticsearch has it. Only some, because each
 * one is asked for again and again until it is there.
 */
final class IndexSampler implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SearchIndex index;
    private final Timelines timelines;
    private final int every;
    private final AtomicInteger results = new AtomicInteger();
    private final ExecutorService lookers = Executors.newVirtualThreadPerTaskExecutor();

    /** Looks for one in so many tasks; 0 for none. */
    IndexSampler(SearchIndex index, Timelines timelines, int every) {
        this.index = index;
        this.timelines = timelines;
        this.every = every;
    }

    void resultSeen(String task) {
        if (every > 0 && results.getAndIncrement() % every == 0) {
            lookers.execute(() -> look(task));
        }
    }

    @Override
    public void close() {
        lookers.shutdownNow();
    }

    private void look(String task) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (System.nanoTime() < end) {
                if (index.has(task)) {
                    timelines.reached(task, Stage.INDEXED, System.currentTimeMillis());
                    return;
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (BenchFailed _) {
            // A sample that could not be taken is not a measurement.
        }
    }
}
