package dev.millrace.gateway.keys;

import dev.millrace.ApiKeyRecorded;
import dev.millrace.apikeys.KeyTable;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.gateway.events.NotAcknowledgedException;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Follows all keys from the first record on, so that a key that was made or revoked on one instance
 * is so on all.
 *
 * <p>Owns a platform thread with a consumer of no group, from {@link #start} to {@link #stop}. The
 * start waits for a while until the keys that there are were read.
 */
final class KeyTail implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(KeyTail.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE_AT_START = Duration.ofSeconds(10);
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);

    /** Before the web server at the start. */
    private static final int PHASE = 0;

    private static final List<TopicPartition> PARTITIONS =
            IntStream.range(0, Topics.KEYS_RECORDED.partitions())
                    .mapToObj(
                            partition -> new TopicPartition(Topics.KEYS_RECORDED.name(), partition))
                    .toList();

    private final KafkaConnection kafka;
    private final Deserializer<ApiKeyRecorded> deserializer;
    private final KeyRepairs repairs;
    private final RecordedKeys keys;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("key-tail").daemon().unstarted(this::run);
    private volatile boolean reading;

    KeyTail(
            KafkaConnection kafka,
            EventSerdes serdes,
            KeyTable table,
            RecordedKeys keys,
            KeyLog log) {
        this.kafka = kafka;
        this.deserializer = serdes.deserializer(Topics.KEYS_RECORDED);
        this.repairs = new KeyRepairs(table, log);
        this.keys = keys;
    }

    @Override
    public void start() {
        thread.start();
        try {
            if (!keys.complete().await(PATIENCE_AT_START.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The keys are not read to the end yet; keys are told to come again");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether changes of keys arrive at present. */
    boolean isReading() {
        return reading;
    }

    private void run() {
        while (!isClosing(Duration.ZERO)) {
            try {
                follow();
            } catch (RuntimeException e) {
                reading = false;
                LOG.warn("The keys cannot be read; next try in {}: {}", PAUSE, e.toString());
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
        properties.put("client.id", "ingest-gateway-keys");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(PARTITIONS);
            consumer.seekToBeginning(PARTITIONS);
            Map<TopicPartition, Long> behind = new HashMap<>(consumer.endOffsets(PARTITIONS));
            reading = true;
            while (!isClosing(Duration.ZERO)) {
                behind.entrySet()
                        .removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
                if (behind.isEmpty()) {
                    keys.markComplete();
                    repair();
                }
                consumer.poll(POLL).forEach(this::take);
            }
        }
    }

    private void repair() {
        try {
            repairs.repair();
        } catch (NotAcknowledgedException e) {
            LOG.warn("The end of a key is not in its last record yet: {}", e.getMessage());
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> entry) {
        try {
            ApiKeyRecorded recorded = deserializer.deserialize(entry.topic(), entry.value());
            if (recorded != null) {
                repairs.take(recorded);
            }
        } catch (UndecodableRecordException e) {
            LOG.warn(
                    "Passed over what is no key: {}-{} at offset {}: {}",
                    entry.topic(),
                    entry.partition(),
                    entry.offset(),
                    e.getMessage());
        }
    }

    @Override
    public void stop() {
        closing.countDown();
        try {
            thread.join(PATIENCE_AT_END);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread.isAlive();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
