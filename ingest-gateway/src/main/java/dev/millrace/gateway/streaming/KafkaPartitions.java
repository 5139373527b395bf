package dev.millrace.gateway.streaming;

import dev.millrace.TokensStreamed;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.gateway.kafka.IdleConsumers;
import dev.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the log of words with consumers that belong to no group. Thread-safe. */
final class KafkaPartitions implements PartitionedLog, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaPartitions.class);
    private static final int FETCH_BYTES = 2 * 1024 * 1024;
    private static final Duration POLL = Duration.ofMillis(200);

    private final IdleConsumers consumers;
    private final Deserializer<TokensStreamed> deserializer;

    KafkaPartitions(KafkaConnection kafka, EventSerdes serdes) {
        Map<String, Object> properties = IdleConsumers.properties(kafka, FETCH_BYTES);
        properties.put("client.id", "ingest-gateway-token-scan");
        this.consumers = new IdleConsumers(properties);
        this.deserializer = serdes.deserializer(Topics.TOKENS_STREAMED);
    }

    @Override
    public void read(int partition, Consumer<LogPartition> reading) {
        TopicPartition place = new TopicPartition(Topics.TOKENS_STREAMED.name(), partition);
        consumers.lend(
                consumer -> {
                    consumer.assign(List.of(place));
                    reading.accept(new OfConsumer(consumer, place));
                    return place;
                });
    }

    private final class OfConsumer implements LogPartition {

        private final KafkaConsumer<byte[], byte[]> consumer;
        private final TopicPartition place;
        private long at = -1;

        private OfConsumer(KafkaConsumer<byte[], byte[]> consumer, TopicPartition place) {
            this.consumer = consumer;
            this.place = place;
        }

        @Override
        public long oldest() {
            return consumer.beginningOffsets(List.of(place)).getOrDefault(place, 0L);
        }

        @Override
        public long firstSince(long timestamp) {
            OffsetAndTimestamp first =
                    consumer.offsetsForTimes(Map.of(place, timestamp)).get(place);
            return first == null ? Long.MAX_VALUE : first.offset();
        }

        @Override
        public Chunk read(long from) {
            if (at != from) {
                consumer.seek(place, from);
            }
            List<Entry> entries = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(POLL).records(place)) {
                if (entry.key() != null) {
                    entries.add(entry(entry));
                }
            }
            at = consumer.position(place);
            return new Chunk(entries, at);
        }

        private Entry entry(ConsumerRecord<byte[], byte[]> entry) {
            return new Entry(
                    new String(entry.key(), StandardCharsets.UTF_8),
                    entry.offset(),
                    entry.serializedKeySize() + Math.max(0, entry.serializedValueSize()),
                    () -> words(entry));
        }
    }

    private @Nullable Words words(ConsumerRecord<byte[], byte[]> entry) {
        try {
            TokensStreamed streamed = deserializer.deserialize(entry.topic(), entry.value());
            return streamed == null ? null : Words.of(entry.offset(), entry.timestamp(), streamed);
        } catch (UndecodableRecordException e) {
            LOG.warn("Passed over what is no words at {}: {}", entry.offset(), FailureText.of(e));
            return null;
        }
    }

    @Override
    public void close() {
        consumers.close();
    }
}
