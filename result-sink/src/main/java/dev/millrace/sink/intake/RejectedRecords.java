package dev.millrace.sink.intake;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Takes the records that cannot be stored; used by one thread. */
interface RejectedRecords {

    /** Takes a record; it is safe only after {@link #settle()}. */
    void take(ConsumerRecord<byte[], byte[]> source, RuntimeException reason);

    /**
     * Waits until everything taken is safe.
     *
     * @throws RuntimeException if something is not; the same records have to be given again
     */
    void settle();
}
