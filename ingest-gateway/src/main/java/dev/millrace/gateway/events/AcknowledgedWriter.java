package dev.millrace.gateway.events;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.springframework.kafka.core.KafkaOperations;

/** Writes records one by one and waits for each. Thread-safe. */
final class AcknowledgedWriter implements RecordWriter {

    private final KafkaOperations<byte[], byte[]> kafka;
    private final Duration within;

    AcknowledgedWriter(KafkaOperations<byte[], byte[]> kafka, Duration within) {
        this.kafka = kafka;
        this.within = within;
    }

    @Override
    public void write(ProducerRecord<byte[], byte[]> entry) {
        write(entry, within);
    }

    /** Writes a record within a time of its own. */
    void write(ProducerRecord<byte[], byte[]> entry, Duration limit) {
        try {
            kafka.send(entry).get(Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
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
