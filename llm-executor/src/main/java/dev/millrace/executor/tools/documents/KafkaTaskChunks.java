package dev.millrace.executor.tools.documents;

import dev.millrace.ChunkBatch;
import dev.millrace.executor.work.CallFailedException;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.ToolCall.Place;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads the batches of a task from their topic.
 *
 * <p>Owns a few platform threads and at most as many consumers, because poll loops and virtual
 * threads do not go together. A consumer is made when one is needed and kept; one that failed is
 * not used again.
 */
final class KafkaTaskChunks implements TaskChunks, AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Deserializer<ChunkBatch> deserializer;
    private final Queue<Consumer<byte[], byte[]>> idle = new ConcurrentLinkedQueue<>();
    private final ExecutorService readers;

    KafkaTaskChunks(
            Supplier<Consumer<byte[], byte[]>> consumers,
            Deserializer<ChunkBatch> deserializer,
            int readers) {
        this.consumers = consumers;
        this.deserializer = deserializer;
        this.readers =
                Executors.newFixedThreadPool(
                        readers, Thread.ofPlatform().name("chunk-reader-", 0).daemon().factory());
    }

    @Override
    public int read(
            String taskId,
            List<Place> places,
            Duration time,
            java.util.function.Consumer<DocumentChunk> each)
            throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        Future<Integer> reading = readers.submit(() -> reading(taskId, places, end, each));
        try {
            return reading.get();
        } catch (InterruptedException e) {
            reading.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case KafkaException failure ->
                        new CallFailedException(
                                FailureKind.CONNECTION.failed(
                                        "Kafka cannot be read: "
                                                + failure.getClass().getSimpleName()));
                case RuntimeException failure -> failure;
                case null, default -> new IllegalStateException(e.getCause());
            };
        }
    }

    private int reading(
            String taskId,
            List<Place> places,
            long end,
            java.util.function.Consumer<DocumentChunk> each) {
        Consumer<byte[], byte[]> kept = idle.poll();
        Consumer<byte[], byte[]> consumer = kept == null ? consumers.get() : kept;
        boolean usable = false;
        try {
            int missing = new BatchReader(consumer, deserializer, taskId, each).read(places, end);
            consumer.unsubscribe();
            usable = true;
            return missing;
        } finally {
            if (usable) {
                idle.add(consumer);
            } else {
                discard(consumer);
            }
        }
    }

    private static void discard(Consumer<byte[], byte[]> consumer) {
        // Closing would fail at once if the thread were still interrupted.
        boolean interrupted = Thread.interrupted();
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        readers.shutdownNow();
        for (Consumer<byte[], byte[]> consumer = idle.poll();
                consumer != null;
                consumer = idle.poll()) {
            discard(consumer);
        }
    }
}
