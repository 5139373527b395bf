package dev.millrace.sink.intake;

import dev.millrace.sink.document.Document;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Makes a document of a record. */
@FunctionalInterface
interface RecordReader {

    /**
     * @throws dev.millrace.eventruntime.RegistryUnavailableException if the record cannot be read
     *     now
     * @throws RuntimeException of any other kind if it can never be read
     */
    Document read(ConsumerRecord<byte[], byte[]> source);
}
