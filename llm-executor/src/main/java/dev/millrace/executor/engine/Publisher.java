package dev.millrace.executor.engine;

import dev.millrace.eventruntime.logging.FailureText;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends records to Kafka again and again until each is acknowledged.
 *
 * <p>Owns the producer and a thread that wakes what has to be sent again. Used by any thread; lives
 * as long as the process. What is not acknowledged when it closes was never reported as such.
 */
public final class Publisher implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final long FIRST_WAIT_MS = 100;
    private static final long LONGEST_WAIT_MS = 10_000;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Producer<byte[], byte[]> producer;
    private final ScheduledExecutorService retries =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("publish-retries").daemon().factory());

    private volatile boolean closed;
    private volatile @Nullable String problem;

    public Publisher(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    void publish(Letter letter) {
        send(letter, 1);
    }

    /** Why the last attempt to send failed, until one succeeds. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    @Override
    public void close() {
        closed = true;
        retries.shutdownNow();
        producer.close(CLOSE_TIMEOUT);
    }

    private void send(Letter letter, int attempt) {
        try {
            ProducerRecord<byte[], byte[]> record = letter.record().get();
            Future<?> _ = producer.send(record, (_, failure) -> settle(letter, attempt, failure));
        } catch (RuntimeException e) {
            // Not only Kafka: the schema registry may be away while the outcome is serialized.
            settle(letter, attempt, e);
        }
    }

    private void settle(Letter letter, int attempt, @Nullable Exception failure) {
        if (failure == null) {
            problem = null;
            letter.acknowledged().run();
        } else if (closed) {
            LOG.debug("not sent before the end: {}", FailureText.of(failure));
        } else if (failure instanceof RecordTooLargeException tooLarge) {
            letter.refused().accept(tooLarge);
        } else if (failure instanceof UnwritableException unwritable) {
            letter.refused().accept(unwritable);
        } else {
            retry(letter, attempt, failure);
        }
    }

    private void retry(Letter letter, int attempt, Exception failure) {
        long wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS << Math.min(attempt - 1, 10));
        if (problem == null) {
            LOG.warn(
                    "cannot send to Kafka, trying again until it can: {}", FailureText.of(failure));
        }
        problem = failure.toString();
        letter.retried().run();
        // The thread only wakes: sending can block while the broker is away.
        Future<?> _ =
                retries.schedule(
                        () -> Thread.ofVirtual().start(() -> send(letter, attempt + 1)),
                        wait,
                        TimeUnit.MILLISECONDS);
    }

    /**
     * Something to send.
     *
     * @param record makes the record; called for each attempt
     * @param acknowledged called once, when Kafka has it
     * @param refused called instead, with the reason, if it can never be sent
     * @param retried called before each further attempt
     */
    record Letter(
            Supplier<ProducerRecord<byte[], byte[]>> record,
            Runnable acknowledged,
            Consumer<RuntimeException> refused,
            Runnable retried) {}

    /** A record that cannot be put into bytes, whatever is tried. */
    static final class UnwritableException extends RuntimeException {

        UnwritableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
