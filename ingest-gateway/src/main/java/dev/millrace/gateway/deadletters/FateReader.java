package dev.millrace.gateway.deadletters;

import dev.millrace.AuditRecorded;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.gateway.audit.AuditAction;
import dev.millrace.gateway.kafka.FollowedTopic;
import dev.millrace.gateway.kafka.LogFollower;
import dev.millrace.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the audit from as far back as dead letters are kept.
 *
 * <p>Owns a {@link LogFollower} that runs from {@link #start} to {@link #close}.
 */
final class FateReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FateReader.class);
    private static final Duration POLL = Duration.ofMillis(500);

    /** Dead letters are kept for 30 days. */
    private static final Duration BACK = Duration.ofDays(31);

    private final Deserializer<AuditRecorded> deserializer;
    private final Fates fates;
    private final Clock clock;
    private final LogFollower follower;

    FateReader(KafkaConnection kafka, EventSerdes serdes, Fates fates, Clock clock) {
        this.deserializer = serdes.deserializer(Topics.AUDIT_RECORDED);
        this.fates = fates;
        this.clock = clock;
        this.follower =
                new LogFollower(
                        topic(kafka),
                        this::seek,
                        records -> records.forEach(this::take),
                        fates::markComplete);
    }

    private static FollowedTopic topic(KafkaConnection kafka) {
        Map<String, Object> properties = kafka.consumerProperties();
        properties.put("client.id", "ingest-gateway-audit");
        return new FollowedTopic(
                Topics.AUDIT_RECORDED, "The audit", "dead-letter-fates", POLL, properties);
    }

    void start() {
        follower.start();
    }

    private void seek(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
        long from = clock.instant().minus(BACK).toEpochMilli();
        Map<TopicPartition, OffsetAndTimestamp> places =
                consumer.offsetsForTimes(
                        partitions.stream().collect(Collectors.toMap(p -> p, _ -> from)));
        places.forEach(
                (partition, place) -> {
                    if (place == null) {
                        consumer.seekToEnd(Set.of(partition));
                    } else {
                        consumer.seek(partition, place.offset());
                    }
                });
    }

    private void take(ConsumerRecord<byte[], byte[]> entry) {
        Header action = entry.headers().lastHeader(AuditAction.HEADER);
        if (action != null && !AuditAction.isAboutLetters(action.value())) {
            return;
        }
        try {
            AuditRecorded recorded = deserializer.deserialize(entry.topic(), entry.value());
            if (recorded != null) {
                fates.take(recorded);
            }
        } catch (UndecodableRecordException e) {
            LOG.warn(
                    "Passed over what is no audit: {}-{} at offset {}: {}",
                    entry.topic(),
                    entry.partition(),
                    entry.offset(),
                    FailureText.of(e));
        }
    }

    @Override
    public void close() {
        follower.close();
    }
}
