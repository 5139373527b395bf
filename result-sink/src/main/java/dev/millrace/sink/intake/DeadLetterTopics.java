package dev.millrace.sink.intake;

import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.eventruntime.TaskLog;
import dev.millrace.eventruntime.logging.FailureText;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes rejected records, unchanged, to the dead-letter topic of the topic they came from. */
final class DeadLetterTopics implements RejectedRecords {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTopics.class);

    private final Producer<byte[], byte[]> producer;
    private final List<Future<RecordMetadata>> pending = new ArrayList<>();

    DeadLetterTopics(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> source, RuntimeException reason) {
        try (TaskLog _ = TaskLog.ofRecord(source.topic(), source.key(), source.headers())) {
            LOG.warn(
                    "Dead letter: {}-{} at offset {}: {}",
                    source.topic(),
                    source.partition(),
                    source.offset(),
                    FailureText.of(reason));
        }
        pending.add(producer.send(DeadLetters.of(source, reason)));
    }

    @Override
    public void settle() {
        if (pending.isEmpty()) {
            return;
        }
        List<Future<RecordMetadata>> sent = List.copyOf(pending);
        pending.clear();
        producer.flush();
        for (Future<RecordMetadata> future : sent) {
            acknowledged(future);
        }
    }

    private static void acknowledged(Future<RecordMetadata> future) {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new KafkaException("a dead letter was not acknowledged", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while a dead letter was being written", e);
        }
    }
}
