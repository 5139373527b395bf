package dev.millrace.gateway.deadletters;

import dev.millrace.gateway.kafka.IdleConsumers;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;

/**
 * Lends out consumers that belong to no group.
 *
 * <p>State: a few platform threads, as a poll loop must not run on a virtual one, and a consumer
 * for each, made when it is first needed. Thread-safe.
 */
final class ConsumerPool implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int MAX_WAITING = 32;
    private static final int PATIENCE_AT_END_MS = 5_000;

    private final IdleConsumers consumers;
    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(
                    THREADS,
                    THREADS,
                    0,
                    TimeUnit.SECONDS,
                    new LinkedBlockingQueue<>(MAX_WAITING),
                    Thread.ofPlatform().name("dead-letters-", 0).daemon().factory());

    ConsumerPool(Map<String, Object> properties) {
        this.consumers = new IdleConsumers(properties);
    }

    /**
     * Does some work with a consumer and waits for it.
     *
     * @throws LettersUnavailableException if Kafka does not answer, or too many others wait
     */
    <T> T call(Function<KafkaConsumer<byte[], byte[]>, T> work) {
        try {
            return threads.submit(() -> consumers.lend(work)).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof LettersUnavailableException unavailable) {
                throw unavailable;
            }
            if (e.getCause() instanceof KafkaException) {
                throw new LettersUnavailableException(
                        "Kafka did not answer: " + e.getCause().getMessage(), e.getCause());
            }
            throw new IllegalStateException("cannot read dead letters", e.getCause());
        } catch (RejectedExecutionException e) {
            throw new LettersUnavailableException(
                    "too many questions for dead letters at the same time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LettersUnavailableException("interrupted while reading dead letters", e);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            threads.awaitTermination(PATIENCE_AT_END_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        consumers.close();
    }
}
