package dev.millrace.gateway.streaming;

import dev.millrace.TokensStreamed;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.gateway.streaming.PartitionTokens.Added;
import dev.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the words of all models, and keeps the last ones in memory.
 *
 * <p>Owns a platform thread with a consumer of no group, from {@link #start} to {@link #close}.
 */
final class TokenTail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TokenTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);
    private static final int MAX_POLL_RECORDS = 2_000;
    private static final int FETCH_BYTES = 2 * 1024 * 1024;

    /** How far before the end it begins: readers come back as soon as the gateway is up again. */
    private static final Duration BACK = Duration.ofMinutes(1);

    private static final long BACK_RECORDS = 20_000;

    private final KafkaConnection kafka;
    private final Deserializer<TokensStreamed> deserializer;
    private final List<PartitionTokens> memory;
    private final Clock clock;
    private final List<TopicPartition> partitions;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("token-tail").daemon().unstarted(this::run);

    /**
     * @param memory takes the words, one for each partition
     */
    TokenTail(
            KafkaConnection kafka, EventSerdes serdes, List<PartitionTokens> memory, Clock clock) {
        this.kafka = kafka;
        this.deserializer = serdes.deserializer(Topics.TOKENS_STREAMED);
        this.memory = memory;
        this.clock = clock;
        this.partitions =
                IntStream.range(0, memory.size())
                        .mapToObj(one -> new TopicPartition(Topics.TOKENS_STREAMED.name(), one))
                        .toList();
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!isClosing(Duration.ZERO)) {
            try {
                follow();
            } catch (RuntimeException e) {
                LOG.warn("The words cannot be read; next try in {}: {}", PAUSE, e.toString());
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
        properties.put("client.id", "ingest-gateway-token-tail");
        properties.put("max.poll.records", MAX_POLL_RECORDS);
        // What is fetched ahead is in memory.
        properties.put("fetch.max.bytes", FETCH_BYTES);
        properties.put("max.partition.fetch.bytes", FETCH_BYTES);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            seek(consumer);
            while (!isClosing(Duration.ZERO)) {
                take(consumer.poll(POLL));
            }
        }
    }

    private void seek(KafkaConsumer<byte[], byte[]> consumer) {
        long since = clock.instant().minus(BACK).toEpochMilli();
        Map<TopicPartition, Long> oldest = consumer.beginningOffsets(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, since));
        Map<TopicPartition, OffsetAndTimestamp> recent = consumer.offsetsForTimes(times);
        for (TopicPartition partition : partitions) {
            long first = oldest.getOrDefault(partition, 0L);
            long end = ends.getOrDefault(partition, 0L);
            PartitionTokens tokens = memory.get(partition.partition());
            long present = tokens.next();
            if (present >= first && present <= end) {
                consumer.seek(partition, present);
                continue;
            }
            OffsetAndTimestamp place = recent.get(partition);
            long byTime = place == null ? end : Math.min(place.offset(), end);
            long begin = Math.max(first, Math.max(byTime, end - BACK_RECORDS));
            tokens.begin(begin, unknownUntil(begin, byTime, since));
            consumer.seek(partition, begin);
        }
    }

    /** Words that lie before the begin were written before this time. */
    private long unknownUntil(long begin, long byTime, long since) {
        if (begin == 0) {
            return Long.MIN_VALUE;
        }
        return begin <= byTime ? since : clock.millis();
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        records.nextOffsets().forEach((partition, next) -> positions.put(partition, next.offset()));
        positions.forEach(
                (partition, position) ->
                        memory.get(partition.partition())
                                .add(decode(records.records(partition)), position));
    }

    private List<Added> decode(List<ConsumerRecord<byte[], byte[]>> records) {
        List<Added> all = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> entry : records) {
            try {
                TokensStreamed streamed = deserializer.deserialize(entry.topic(), entry.value());
                if (streamed != null && entry.key() != null) {
                    all.add(
                            new Added(
                                    new String(entry.key(), StandardCharsets.UTF_8),
                                    Words.of(entry.offset(), entry.timestamp(), streamed)));
                }
            } catch (UndecodableRecordException e) {
                LOG.warn(
                        "Passed over what is no words: {}-{} at offset {}: {}",
                        entry.topic(),
                        entry.partition(),
                        entry.offset(),
                        e.getMessage());
            }
        }
        return all;
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
