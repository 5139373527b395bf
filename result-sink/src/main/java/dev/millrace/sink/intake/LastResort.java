package dev.millrace.sink.intake;

import dev.millrace.eventruntime.TaskLog;
import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.schemas.Topic;
import dev.millrace.sink.metrics.SinkMetrics;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to a dead letter that cannot be stored: it is logged and stays where it is, because
 * a dead letter of a dead letter would come back here for ever.
 */
final class LastResort implements RejectedRecords {

    private static final Logger LOG = LoggerFactory.getLogger(LastResort.class);

    private final SinkMetrics metrics;

    LastResort(SinkMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void take(ConsumerRecord<byte[], byte[]> source, RuntimeException reason) {
        metrics.unstored();
        try (TaskLog _ = TaskLog.ofRecord(sourceTopic(source), source.key(), source.headers())) {
            LOG.error(
                    "Dead letter not stored, it remains in {}-{} at offset {}: {}",
                    source.topic(),
                    source.partition(),
                    source.offset(),
                    FailureText.of(reason));
        }
    }

    private static String sourceTopic(ConsumerRecord<byte[], byte[]> letter) {
        String topic = letter.topic();
        return topic.endsWith(Topic.DEAD_LETTER_SUFFIX)
                ? topic.substring(0, topic.length() - Topic.DEAD_LETTER_SUFFIX.length())
                : topic;
    }

    @Override
    public void settle() {}
}
