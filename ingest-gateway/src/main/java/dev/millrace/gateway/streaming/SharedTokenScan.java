package dev.millrace.gateway.streaming;

import dev.millrace.eventruntime.logging.FailureText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads older words for many readers at once, as when all of another gateway's come here.
 *
 * <p>Owns its threads, each of which reads a stretch of one partition for those who wait for it and
 * turns to the next partition; and a line of waiting readers for each partition. Thread-safe.
 */
final class SharedTokenScan implements TokenScan, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SharedTokenScan.class);
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);

    private final List<ScanLine> lines;
    private final PartitionedLog log;
    private final ExecutorService threads;

    /**
     * @param threads from now on its own
     */
    SharedTokenScan(int partitions, PartitionedLog log, ExecutorService threads) {
        this.lines = IntStream.range(0, partitions).mapToObj(_ -> new ScanLine()).toList();
        this.log = log;
        this.threads = threads;
    }

    @Override
    public Part read(String taskId, int partition, From from, long end)
            throws InterruptedException {
        Wish wish = new Wish(taskId, from, end, new CompletableFuture<>());
        if (lines.get(partition).add(wish)) {
            schedule(partition);
        }
        try {
            return wish.answer().get();
        } catch (InterruptedException e) {
            wish.answer().cancel(false);
            throw e;
        } catch (ExecutionException _) {
            throw new StreamClosedException("the words of the models cannot be read from Kafka");
        }
    }

    private void schedule(int partition) {
        try {
            threads.execute(() -> serve(partition));
        } catch (RejectedExecutionException e) {
            sendAway(lines.get(partition), e);
        }
    }

    /** Nobody serves the line any more. */
    private static void sendAway(ScanLine line, RuntimeException reason) {
        do {
            line.fail(reason);
        } while (line.goesOn());
    }

    private void serve(int partition) {
        ScanLine line = lines.get(partition);
        try {
            log.read(partition, line::serve);
        } catch (RuntimeException e) {
            LOG.warn("Cannot read words from partition {}: {}", partition, FailureText.of(e));
            line.fail(e);
        }
        // At the end of the queue, so that each partition comes to its turn.
        if (line.goesOn()) {
            schedule(partition);
        }
    }

    /** How many wait for older words of a partition. */
    int waiting(int partition) {
        return lines.get(partition).size();
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(PATIENCE_AT_END.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        RejectedExecutionException over = new RejectedExecutionException("the gateway ends");
        lines.forEach(line -> sendAway(line, over));
    }
}
