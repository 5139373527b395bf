package dev.millrace.gateway.streaming;

import dev.millrace.TokensStreamed;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.gateway.kafka.FollowedTopic;
import dev.millrace.gateway.kafka.LogFollower;
import dev.millrace.gateway.streaming.PartitionTokens.Added;
import dev.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the words of all models, and keeps the last ones in memory.
 *
 * <p>Owns a {@link LogFollower} that runs from {@link #start} to {@link #close}.
 */
final class TokenTail implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TokenTail.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int MAX_POLL_RECORDS = 2_000;
    private static final int FETCH_BYTES = 2 * 1024 * 1024;

    /** How far before the end it begins: readers come back as soon as the gateway is up again. */
    private static final Duration BACK = Duration.ofMinutes(1);

    private static final long BACK_RECORDS = 20_000;

    private final Deserializer<TokensStreamed> deserializer;
    private final List<PartitionTokens> memory;
    private final Clock clock;
    private final LogFollower follower;

    /**
     * @param memory takes the words, one for each partition
     */
    TokenTail(
            KafkaConnection kafka, EventSerdes serdes, List<PartitionTokens> memory, Clock clock) {
        this.deserializer = serdes.deserializer(Topics.TOKENS_STREAMED);
        this.memory = memory;
        this.clock = clock;
        this.follower = new LogFollower(topic(kafka), this::seek, this::take);
    }

    private static FollowedTopic topic(KafkaConnection kafka) {
        Map<String, Object> properties = kafka.consumerProperties();
        properties.put("client.id", "ingest-gateway-token-tail");
        properties.put("max.poll.records", MAX_POLL_RECORDS);
        // What is fetched ahead is in memory.
        properties.put("fetch.max.bytes", FETCH_BYTES);
        properties.put("max.partition.fetch.bytes", FETCH_BYTES);
        return new FollowedTopic(
                Topics.TOKENS_STREAMED, "The words", "token-tail", POLL, properties);
    }

    void start() {
        follower.start();
    }

    private void seek(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
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
                        FailureText.of(e));
            }
        }
        return all;
    }

    @Override
    public void close() {
        follower.close();
    }
}
