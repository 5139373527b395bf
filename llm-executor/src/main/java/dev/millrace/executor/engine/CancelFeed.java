package dev.millrace.executor.engine;

import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.eventruntime.metrics.KafkaClientMeters;
import dev.millrace.eventruntime.metrics.KafkaClientMeters.Shown;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears which tasks are canceled: reads the whole topic, without a group, because any process may
 * have work of any task.
 *
 * <p>Begins a while back, so that work which was canceled while the process was down is skipped.
 * Owns one platform thread, which alone uses the consumer; an unexpected exception ends the
 * consumer and, after a while, begins another where the first one was.
 */
public final class CancelFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CancelFeed.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration RESTART_WAIT = Duration.ofSeconds(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final String topic;
    private final Duration lookBack;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final KafkaClientMeters meters;
    private final Cancellations cancellations;
    private final Clock clock;

    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Thread thread = new Thread();
    private volatile @Nullable String problem = "starting";

    /**
     * @param lookBack how far back cancels of before the start are heard of
     * @param consumers makes a consumer that is in no group
     */
    public CancelFeed(
            String topic,
            Duration lookBack,
            Supplier<Consumer<byte[], byte[]>> consumers,
            KafkaClientMeters meters,
            Cancellations cancellations,
            Clock clock) {
        this.topic = topic;
        this.lookBack = lookBack;
        this.consumers = consumers;
        this.meters = meters;
        this.cancellations = cancellations;
        this.clock = clock;
    }

    public void start() {
        thread = Thread.ofPlatform().name("cancels-loop").start(this::run);
    }

    /** Waits until everything is heard that there was at the start; false if that took too long. */
    public boolean awaitCaughtUp(Duration timeout) throws InterruptedException {
        return caughtUp.await(timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Why cancels are not heard at present. */
    public Optional<String> problem() {
        return thread.isAlive() ? Optional.ofNullable(problem) : Optional.of("not running");
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSE_TIMEOUT);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (isOpen()) {
            try (Consumer<byte[], byte[]> consumer = consumers.get();
                    Shown _ = meters.show(consumer)) {
                follow(consumer);
            } catch (RuntimeException e) {
                LOG.warn(
                        "cancels are not heard, next try in {}: {}",
                        RESTART_WAIT,
                        FailureText.of(e));
                problem = e.toString();
                await(RESTART_WAIT);
            }
        }
    }

    private void follow(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .toList();
        consumer.assign(partitions);
        // Asked for before the search by time: what comes in between lies behind these ends.
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        seek(consumer, ends);
        problem = null;
        while (isOpen()) {
            hear(consumer.poll(POLL));
            if (caughtUp.getCount() > 0 && hasReached(consumer, ends)) {
                LOG.info("{} canceled tasks are remembered", cancellations.remembered());
                caughtUp.countDown();
            }
        }
    }

    private void seek(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        long since = clock.instant().minus(lookBack).toEpochMilli();
        Map<TopicPartition, Long> times = new HashMap<>();
        ends.keySet().forEach(partition -> times.put(partition, since));
        Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
        ends.forEach(
                (partition, end) -> {
                    OffsetAndTimestamp first = found.get(partition);
                    long start = first == null ? end : first.offset();
                    consumer.seek(partition, positions.getOrDefault(partition, start));
                });
    }

    private void hear(ConsumerRecords<byte[], byte[]> records) {
        for (ConsumerRecord<byte[], byte[]> record : records) {
            // The key says it all: so a cancel is heard even while the schema registry is away.
            if (record.key() != null) {
                cancellations.cancel(
                        new String(record.key(), StandardCharsets.UTF_8),
                        Instant.ofEpochMilli(record.timestamp()));
            }
        }
        records.nextOffsets().forEach((partition, next) -> positions.put(partition, next.offset()));
    }

    private static boolean hasReached(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream()
                .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private boolean isOpen() {
        return closing.getCount() > 0;
    }

    private void await(Duration wait) {
        try {
            boolean _ = closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
