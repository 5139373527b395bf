package dev.millrace.gateway.deadletters;

import dev.millrace.AuditRecorded;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.gateway.audit.AuditAction;
import dev.millrace.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the audit from as far back as dead letters are kept.
 *
 * <p>Owns a platform thread with a consumer of no group, from {@link #start} to {@link #close}.
 */
final class FateReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FateReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);

    /** Dead letters are kept for 30 days. */
    private static final Duration BACK = Duration.ofDays(31);

    private static final List<TopicPartition> PARTITIONS =
            IntStream.range(0, Topics.AUDIT_RECORDED.partitions())
                    .mapToObj(
                            partition ->
                                    new TopicPartition(Topics.AUDIT_RECORDED.name(), partition))
                    .toList();

    private final KafkaConnection kafka;
    private final Deserializer<AuditRecorded> deserializer;
    private final Fates fates;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("dead-letter-fates").daemon().unstarted(this::run);

    FateReader(KafkaConnection kafka, EventSerdes serdes, Fates fates, Clock clock) {
        this.kafka = kafka;
        this.deserializer = serdes.deserializer(Topics.AUDIT_RECORDED);
        this.fates = fates;
        this.clock = clock;
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!isClosing(Duration.ZERO)) {
            try {
                follow();
            } catch (RuntimeException e) {
                LOG.warn("The audit cannot be read; next try in {}: {}", PAUSE, e.toString());
                isClosing(PAUSE);
            }
        }
    }

    private boolean isClosing(Duration within) {
        try {
            return closing.await(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void follow() {
        Map<String, Object> properties = kafka.consumerProperties();
        properties.put("client.id", "ingest-gateway-audit");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(PARTITIONS);
            seek(consumer);
            Map<TopicPartition, Long> behind = new HashMap<>(consumer.endOffsets(PARTITIONS));
            while (!isClosing(Duration.ZERO)) {
                behind.entrySet()
                        .removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
                if (behind.isEmpty()) {
                    fates.markComplete();
                }
                consumer.poll(POLL).forEach(this::take);
            }
        }
    }

    private void seek(KafkaConsumer<byte[], byte[]> consumer) {
        long from = clock.instant().minus(BACK).toEpochMilli();
        Map<TopicPartition, OffsetAndTimestamp> places =
                consumer.offsetsForTimes(
                        PARTITIONS.stream().collect(Collectors.toMap(p -> p, _ -> from)));
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
                    e.getMessage());
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(PATIENCE_AT_END);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
