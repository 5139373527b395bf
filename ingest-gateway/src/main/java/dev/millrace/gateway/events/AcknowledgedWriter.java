package dev.millrace.gateway.events;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Writes records one by one and waits for each. Thread-safe.
 *
 * <p>A record that the producer could still send after its caller was told that it failed is not
 * given to the producer at all.
 */
final class AcknowledgedWriter implements RecordWriter {

    private static final Logger LOG = LoggerFactory.getLogger(AcknowledgedWriter.class);

    private final KafkaOperations<byte[], byte[]> kafka;
    private final Duration within;
    private final Duration delivery;

    /**
     * @param within how long a caller waits, at most
     * @param delivery how long the producer tries to send a record
     */
    AcknowledgedWriter(KafkaOperations<byte[], byte[]> kafka, Duration within, Duration delivery) {
        this.kafka = kafka;
        this.within = within;
        this.delivery = delivery;
    }

    /** Learns where topics are, so that the first callers need not wait for it. */
    void warmUp(List<String> topics) {
        try {
            topics.forEach(kafka::partitionsFor);
        } catch (KafkaException | org.springframework.kafka.KafkaException e) {
            LOG.debug("the first caller will wait a little", e);
        }
    }

    @Override
    public void write(ProducerRecord<byte[], byte[]> entry) {
        write(entry, within);
    }

    /** Writes a record within a time of its own. */
    void write(ProducerRecord<byte[], byte[]> entry, Duration limit) {
        if (limit.compareTo(delivery) < 0) {
            throw new NotAcknowledgedException(
                    "there was no time left for a record of " + entry.topic(), null);
        }
        long start = System.nanoTime();
        try {
            kafka.send(entry)
                    .get(limit.toNanos() - (System.nanoTime() - start), TimeUnit.NANOSECONDS);
        } catch (ExecutionException
                | TimeoutException
                | KafkaException
                | org.springframework.kafka.KafkaException e) {
            // The template has an exception of its own for records that fail at once.
            throw new NotAcknowledgedException(
                    "Kafka did not acknowledge a record of " + entry.topic() + " in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotAcknowledgedException(
                    "interrupted before Kafka acknowledged a record of " + entry.topic(), e);
        }
    }

    Duration within() {
        return within;
    }
}
