package dev.millrace.executor.engine;

import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.executor.engine.Publisher.Letter;
import dev.millrace.executor.metrics.ExecutorMetric;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Has records that are no work written to the dead letters. Thread-safe. */
final class Burial {

    private final Publisher publisher;
    private final EngineMetrics metrics;

    Burial(Publisher publisher, EngineMetrics metrics) {
        this.publisher = publisher;
        this.metrics = metrics;
    }

    /**
     * @param done called when Kafka has the letter
     */
    void bury(
            ConsumerRecord<byte[], byte[]> record,
            UndecodableRecordException reason,
            Runnable done) {
        publish(DeadLetters.of(record, reason), done);
    }

    private void publish(ProducerRecord<byte[], byte[]> letter, Runnable done) {
        publisher.publish(
                new Letter(
                        () -> letter,
                        done,
                        _ -> publish(withoutValue(letter), done),
                        () -> metrics.count(ExecutorMetric.PUBLISH_RETRIES)));
    }

    /** With the headers a dead letter can be larger than any record may be; they tell the place. */
    private static ProducerRecord<byte[], byte[]> withoutValue(
            ProducerRecord<byte[], byte[]> letter) {
        return new ProducerRecord<>(letter.topic(), null, letter.key(), null, letter.headers());
    }
}
