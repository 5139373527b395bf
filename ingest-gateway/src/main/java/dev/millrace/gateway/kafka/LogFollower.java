package dev.millrace.gateway.kafka;

import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.eventruntime.metrics.KafkaClientMeters;
import dev.millrace.eventruntime.metrics.KafkaClientMeters.Shown;
import io.micrometer.core.instrument.Metrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a topic, and begins again with another consumer after a failure.
 *
 * <p>Owns a platform thread with a consumer of no group, from {@link #start} to {@link #close}. All
 * that it is given runs on that thread.
 */
public final class LogFollower implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LogFollower.class);

    /** Followers are made in many places, and live as long as the service. */
    private static final KafkaClientMeters METERS =
            new KafkaClientMeters(() -> Metrics.globalRegistry);

    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(5);

    private final FollowedTopic topic;
    private final List<TopicPartition> partitions;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Begin begin;
    private final Taker taker;
    private final @Nullable Runnable whileComplete;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean reading;

    /** Puts each consumer where it begins. */
    @FunctionalInterface
    public interface Begin {
        void seek(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions);
    }

    /** Takes what a poll brought, which may be nothing. */
    @FunctionalInterface
    public interface Taker {
        void take(ConsumerRecords<byte[], byte[]> records);
    }

    public LogFollower(FollowedTopic topic, Begin begin, Taker taker) {
        this(topic, consumersOf(topic), begin, taker, null);
    }

    /**
     * @param whileComplete run before each poll as soon as all is taken that was there when the
     *     consumer began
     */
    public LogFollower(FollowedTopic topic, Begin begin, Taker taker, Runnable whileComplete) {
        this(topic, consumersOf(topic), begin, taker, whileComplete);
    }

    LogFollower(
            FollowedTopic topic,
            Supplier<Consumer<byte[], byte[]>> consumers,
            Begin begin,
            Taker taker,
            @Nullable Runnable whileComplete) {
        this.topic = topic;
        this.partitions = topic.partitions();
        this.consumers = consumers;
        this.begin = begin;
        this.taker = taker;
        this.whileComplete = whileComplete;
        this.thread = Thread.ofPlatform().name(topic.thread()).daemon().unstarted(this::run);
    }

    private static Supplier<Consumer<byte[], byte[]>> consumersOf(FollowedTopic topic) {
        return () ->
                new KafkaConsumer<>(
                        topic.properties(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
    }

    public void start() {
        thread.start();
    }

    /** Whether records arrive at present. */
    public boolean isReading() {
        return reading;
    }

    /** Whether it was started and has not ended. */
    public boolean isRunning() {
        return thread.isAlive();
    }

    private void run() {
        while (!isClosing(Duration.ZERO)) {
            try {
                follow();
            } catch (RuntimeException e) {
                reading = false;
                LOG.warn(
                        "{} cannot be read; next try in {}: {}",
                        topic.subject(),
                        PAUSE,
                        FailureText.of(e));
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
        try (Consumer<byte[], byte[]> consumer = consumers.get();
                Shown _ = METERS.show(consumer)) {
            consumer.assign(partitions);
            begin.seek(consumer, partitions);
            Map<TopicPartition, Long> behind =
                    whileComplete == null
                            ? Map.of()
                            : new HashMap<>(consumer.endOffsets(partitions));
            reading = true;
            while (!isClosing(Duration.ZERO)) {
                if (whileComplete != null && isComplete(consumer, behind)) {
                    whileComplete.run();
                }
                taker.take(consumer.poll(topic.poll()));
            }
        }
    }

    /**
     * @param behind the ends that are not reached yet
     */
    private static boolean isComplete(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> behind) {
        behind.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        return behind.isEmpty();
    }

    /** Waits a while for the end of what it is at. */
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
