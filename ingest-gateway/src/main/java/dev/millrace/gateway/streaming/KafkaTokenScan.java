package dev.millrace.gateway.streaming;

import dev.millrace.TokensStreamed;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads words with consumers that belong to no group.
 *
 * <p>Owns a few platform threads, as a poll loop must not run on a virtual one, and a consumer for
 * each, made when it is first needed. Thread-safe.
 */
final class KafkaTokenScan implements TokenScan, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaTokenScan.class);
    private static final int TIMEOUT_MS = 5_000;
    private static final int FETCH_WAIT_MS = 10;
    private static final int FETCH_BYTES = 2 * 1024 * 1024;
    private static final Duration POLL = Duration.ofMillis(200);

    /** One part holds its thread no longer, so that others come to their turn. */
    private static final Duration PART_WITHIN = Duration.ofSeconds(4);

    /** The most bytes of the log that one part looks at. */
    private static final long MAX_LOOKED_AT = 16L * 1024 * 1024;

    /** The most bytes of words that one part gives. */
    private static final long MAX_WORDS = 128L * 1024;

    private static final int PATIENCE_AT_END_MS = 5_000;

    private final Map<String, Object> properties;
    private final Deserializer<TokensStreamed> deserializer;
    private final Queue<KafkaConsumer<byte[], byte[]>> idle = new ConcurrentLinkedQueue<>();
    private final ThreadPoolExecutor threads;

    KafkaTokenScan(KafkaConnection kafka, EventSerdes serdes, StreamingSettings settings) {
        this.properties = properties(kafka);
        this.deserializer = serdes.deserializer(Topics.TOKENS_STREAMED);
        this.threads =
                new ThreadPoolExecutor(
                        settings.scans(),
                        settings.scans(),
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(settings.scansWaiting()),
                        Thread.ofPlatform().name("token-scan-", 0).daemon().factory());
    }

    private static Map<String, Object> properties(KafkaConnection kafka) {
        Map<String, Object> properties = kafka.consumerProperties();
        properties.put("client.id", "ingest-gateway-token-scan");
        properties.put("request.timeout.ms", TIMEOUT_MS);
        properties.put("default.api.timeout.ms", TIMEOUT_MS);
        // Only what is there is read, and a fetch that waits for more would hold up the next one.
        properties.put("fetch.max.wait.ms", FETCH_WAIT_MS);
        // What is fetched ahead is in memory.
        properties.put("fetch.max.bytes", FETCH_BYTES);
        properties.put("max.partition.fetch.bytes", FETCH_BYTES);
        return properties;
    }

    @Override
    public Part read(String taskId, int partition, From from, long end)
            throws InterruptedException {
        TopicPartition place = new TopicPartition(Topics.TOKENS_STREAMED.name(), partition);
        try {
            return threads.submit(() -> borrow(taskId, place, from, end)).get();
        } catch (RejectedExecutionException _) {
            throw new StreamClosedException(
                    "too many ask for words that are not in memory at the same time");
        } catch (ExecutionException e) {
            LOG.warn("Cannot read words from {}: {}", place, String.valueOf(e.getCause()));
            throw new StreamClosedException("the words of the models cannot be read from Kafka");
        }
    }

    private Part borrow(String taskId, TopicPartition place, From from, long end) {
        KafkaConsumer<byte[], byte[]> present = idle.poll();
        KafkaConsumer<byte[], byte[]> consumer =
                present == null
                        ? new KafkaConsumer<>(
                                properties,
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer())
                        : present;
        boolean usable = false;
        try {
            Part part = read(consumer, taskId, place, from, end);
            // Nothing of what was fetched is kept.
            consumer.unsubscribe();
            usable = true;
            return part;
        } finally {
            if (usable) {
                idle.add(consumer);
            } else {
                consumer.close();
            }
        }
    }

    private Part read(
            KafkaConsumer<byte[], byte[]> consumer,
            String taskId,
            TopicPartition place,
            From from,
            long end) {
        byte[] key = taskId.getBytes(StandardCharsets.UTF_8);
        long oldest = consumer.beginningOffsets(List.of(place)).getOrDefault(place, 0L);
        long begin = begin(consumer, place, from, end);
        boolean isComplete =
                switch (from) {
                    case From.Offset(long offset) -> oldest <= offset;
                    // Where the log begins after some of it was deleted, more may have been.
                    case From.Time _ -> oldest == 0 || oldest < begin;
                };
        consumer.assign(List.of(place));
        consumer.seek(place, Math.max(oldest, begin));
        List<Words> words = new ArrayList<>();
        long next = Math.max(oldest, begin);
        long lookedAt = 0;
        long given = 0;
        long start = System.nanoTime();
        while (next < end
                && lookedAt < MAX_LOOKED_AT
                && given < MAX_WORDS
                && System.nanoTime() - start < PART_WITHIN.toNanos()) {
            for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(POLL).records(place)) {
                if (entry.offset() >= end || given >= MAX_WORDS) {
                    return new Part(words, entry.offset(), isComplete);
                }
                lookedAt += Math.max(0, entry.serializedValueSize());
                if (Arrays.equals(key, entry.key())) {
                    Words found = words(entry);
                    if (found != null) {
                        words.add(found);
                        given += found.bytes();
                    }
                }
            }
            next = consumer.position(place);
        }
        return new Part(words, next, isComplete);
    }

    private static long begin(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition place, From from, long end) {
        return switch (from) {
            case From.Offset(long offset) -> offset;
            case From.Time(long timestamp) -> {
                OffsetAndTimestamp first =
                        consumer.offsetsForTimes(Map.of(place, Math.max(0, timestamp))).get(place);
                // None so late: there is nothing before the end.
                yield first == null ? end : first.offset();
            }
        };
    }

    private @Nullable Words words(ConsumerRecord<byte[], byte[]> entry) {
        try {
            TokensStreamed streamed = deserializer.deserialize(entry.topic(), entry.value());
            return streamed == null ? null : Words.of(entry.offset(), entry.timestamp(), streamed);
        } catch (UndecodableRecordException e) {
            LOG.warn("Passed over what is no words at {}: {}", entry.offset(), e.getMessage());
            return null;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(PATIENCE_AT_END_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        for (var consumer = idle.poll(); consumer != null; consumer = idle.poll()) {
            consumer.close();
        }
    }
}
