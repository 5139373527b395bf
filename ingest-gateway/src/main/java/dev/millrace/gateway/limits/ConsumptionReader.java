package dev.millrace.gateway.limits;

import dev.millrace.LimitConsumed;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.schemas.Topics;
import java.time.Duration;
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

/**
 * Hears what other instances let through, from now on.
 *
 * <p>Owns a platform thread with a consumer of no group, from {@link #start} to {@link #close}.
 */
final class ConsumptionReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumptionReader.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);
    private static final List<TopicPartition> PARTITIONS =
            IntStream.range(0, Topics.LIMITS_CONSUMED.partitions())
                    .mapToObj(
                            partition ->
                                    new TopicPartition(Topics.LIMITS_CONSUMED.name(), partition))
                    .toList();

    private final String instance;
    private final KafkaConnection kafka;
    private final Deserializer<LimitConsumed> deserializer;
    private final RateLimits limits;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread =
            Thread.ofPlatform().name("limits-reader").daemon().unstarted(this::run);

    ConsumptionReader(
            String instance, KafkaConnection kafka, EventSerdes serdes, RateLimits limits) {
        this.instance = instance;
        this.kafka = kafka;
        this.deserializer = serdes.deserializer(Topics.LIMITS_CONSUMED);
        this.limits = limits;
    }

    void start() {
        thread.start();
    }

    private void run() {
        while (!isClosing(Duration.ZERO)) {
            try {
                follow();
            } catch (RuntimeException e) {
                LOG.warn(
                        "What other gateways let through cannot be read; next try in {}: {}",
                        PAUSE,
                        e.toString());
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
        properties.put("client.id", "ingest-gateway-limits");
        // What was let through before this instance came is there again soon.
        properties.put("auto.offset.reset", "latest");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(PARTITIONS);
            consumer.seekToEnd(PARTITIONS);
            while (!isClosing(Duration.ZERO)) {
                consumer.poll(POLL).forEach(this::take);
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> entry) {
        try {
            LimitConsumed consumed = deserializer.deserialize(entry.topic(), entry.value());
            if (consumed != null && !consumed.getInstance().equals(instance)) {
                limits.takeElsewhere(
                        consumed.getTenantId(),
                        consumed.getUserId(),
                        consumed.getRequests(),
                        consumed.getPromptCharacters());
            }
        } catch (UndecodableRecordException e) {
            LOG.warn(
                    "Passed over what is no consumption: {}-{} at offset {}: {}",
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
