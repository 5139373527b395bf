package dev.millrace.gateway.events;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Writes records for callers who do not wait.
 *
 * <p>Up to {@value #MOST_WAITING} records wait; more are lost, as are those that Kafka does not
 * acknowledge in time, and each loss is told. Owns a platform thread from its making to {@link
 * #close}, which writes what waits. Thread-safe.
 */
final class BackgroundWriter implements AutoCloseable {

    static final int MOST_WAITING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(BackgroundWriter.class);
    private static final long POLL_MS = 200;
    private static final long PATIENCE_MS = 5_000;

    private final KafkaOperations<byte[], byte[]> kafka;
    private final Runnable end;
    private final Consumer<Throwable> lost;
    private final BlockingQueue<Supplier<ProducerRecord<byte[], byte[]>>> waiting =
            new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread thread;
    private volatile boolean closing;

    /**
     * @param end closes what belongs to the writer
     * @param lost hears of each record that is not written
     */
    BackgroundWriter(
            KafkaOperations<byte[], byte[]> kafka, Runnable end, Consumer<Throwable> lost) {
        this.kafka = kafka;
        this.end = end;
        this.lost = lost;
        this.thread = Thread.ofPlatform().daemon().name("audit-writer").start(this::run);
    }

    /** Writes a record soon; it is made on the thread that writes. */
    void write(Supplier<ProducerRecord<byte[], byte[]>> entry) {
        if (closing || !waiting.offer(entry)) {
            lost.accept(new IllegalStateException("no more entries can wait"));
        }
    }

    private void run() {
        try {
            while (!closing || !waiting.isEmpty()) {
                Supplier<ProducerRecord<byte[], byte[]>> next =
                        waiting.poll(POLL_MS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    send(next);
                }
            }
            kafka.flush();
        } catch (InterruptedException _) {
            LOG.warn("The writer was interrupted; {} entries are lost", waiting.size());
        }
    }

    private void send(Supplier<ProducerRecord<byte[], byte[]>> next) {
        try {
            var _ =
                    kafka.send(next.get())
                            .whenComplete(
                                    (_, failure) -> {
                                        if (failure != null) {
                                            lost.accept(failure);
                                        }
                                    });
        } catch (RuntimeException e) {
            // Whatever is wrong with one entry, those behind it must still be written.
            lost.accept(e);
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join(PATIENCE_MS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            end.run();
        }
    }
}
