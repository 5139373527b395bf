package dev.millrace.gateway.events;

import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes records of any topic. Thread-safe. */
public interface RecordWriter {

    /**
     * Writes a record; returns once Kafka has acknowledged it.
     *
     * @throws NotAcknowledgedException if that does not happen in time
     */
    void write(ProducerRecord<byte[], byte[]> entry);
}
