package dev.millrace.gateway.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogFollowerTest {

    private static final FollowedTopic TOPIC =
            new FollowedTopic(
                    Topics.KEYS_RECORDED,
                    "The log",
                    "followed-log",
                    Duration.ofMillis(5),
                    Map.of());
    private static final TopicPartition FIRST = TOPIC.partitions().getFirst();

    private final List<LogConsumer> consumers = new CopyOnWriteArrayList<>();
    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<List<String>> takenWhenComplete = new CopyOnWriteArrayList<>();
    private final List<Boolean> readingBefore = new CopyOnWriteArrayList<>();
    private final AtomicInteger unreachable = new AtomicInteger();
    private volatile long end;
    private @Nullable LogFollower opened;

    @AfterEach
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void whatIsThereAndWhatComesLaterIsTakenInOrder() {
        LogFollower follower = follower(this::take, null);
        assertThat(follower.isRunning()).isFalse();
        follower.start();
        consumer(1).write(0, "first", "second");
        await().until(() -> taken.size() == 2);

        consumer(1).write(2, "third");

        await().untilAsserted(() -> assertThat(taken).containsExactly("first", "second", "third"));
        assertThat(follower.isRunning()).isTrue();
        assertThat(follower.isReading()).isTrue();
        assertThat(consumer(1).assignment())
                .containsExactlyInAnyOrderElementsOf(TOPIC.partitions());
    }

    @Test
    void itIsCompleteOnceAllIsTakenThatWasThereWhenItBegan() {
        end = 2;
        follower(this::take, () -> takenWhenComplete.add(List.copyOf(taken))).start();
        consumer(1).write(0, "first");
        await().until(() -> taken.size() == 1 && consumer(1).polls.get() > 10);
        assertThat(takenWhenComplete).isEmpty();

        consumer(1).write(1, "second");

        await().until(() -> takenWhenComplete.size() > 1);
        assertThat(takenWhenComplete.getFirst()).containsExactly("first", "second");
    }

    @Test
    void anEmptyLogIsCompleteAtOnce() {
        follower(this::take, () -> takenWhenComplete.add(List.copyOf(taken))).start();

        await().until(() -> !takenWhenComplete.isEmpty());
    }

    @Test
    void afterAFailureItBeginsAgainWithAnotherConsumer() {
        LogFollower follower = follower(this::take, null);
        follower.start();
        consumer(1).write(0, "first");
        await().until(() -> taken.size() == 1);

        consumer(1).fail();
        consumer(2).write(0, "first", "second");

        await().untilAsserted(() -> assertThat(taken).containsExactly("first", "first", "second"));
        assertThat(consumer(1).closed()).isTrue();
        assertThat(readingBefore).containsExactly(false, false);
        assertThat(follower.isReading()).isTrue();
    }

    @Test
    void afterAFailureOfWhoTakesItBeginsAgain() {
        AtomicInteger failures = new AtomicInteger();
        follower(
                        records -> {
                            if (!records.isEmpty() && failures.getAndIncrement() == 0) {
                                throw new IllegalStateException("not this one");
                            }
                            take(records);
                        },
                        null)
                .start();
        consumer(1).write(0, "first");

        consumer(2).write(0, "first");

        await().untilAsserted(() -> assertThat(taken).containsExactly("first"));
        assertThat(consumer(1).closed()).isTrue();
    }

    @Test
    void itTriesAgainWhileThereIsNoConsumer() {
        unreachable.set(1);
        LogFollower follower = follower(this::take, null);
        follower.start();
        consumer(1).write(0, "first");

        await().untilAsserted(() -> assertThat(taken).containsExactly("first"));
        assertThat(readingBefore).containsExactly(false, false);
        assertThat(follower.isReading()).isTrue();
    }

    @Test
    void itEndsWithItsConsumerWhenItIsClosed() {
        LogFollower follower = follower(this::take, null);
        follower.start();
        LogConsumer consumer = consumer(1);

        follower.close();

        assertThat(follower.isRunning()).isFalse();
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void itDoesNotWaitForTheNextTryWhenItIsClosed() {
        unreachable.set(Integer.MAX_VALUE);
        LogFollower follower = follower(this::take, null);
        follower.start();
        await().until(() -> unreachable.get() < Integer.MAX_VALUE);

        int left = unreachable.get();
        follower.close();

        assertThat(follower.isRunning()).isFalse();
        assertThat(unreachable).hasValue(left);
    }

    private LogFollower follower(LogFollower.Taker taker, @Nullable Runnable whileComplete) {
        opened =
                new LogFollower(
                        TOPIC, this::newConsumer, Consumer::seekToBeginning, taker, whileComplete);
        return opened;
    }

    private Consumer<byte[], byte[]> newConsumer() {
        readingBefore.add(opened != null && opened.isReading());
        if (unreachable.getAndUpdate(times -> Math.max(0, times - 1)) > 0) {
            throw new KafkaException("away");
        }
        LogConsumer consumer = new LogConsumer();
        consumers.add(consumer);
        return consumer;
    }

    private LogConsumer consumer(int number) {
        await().until(
                        () ->
                                consumers.size() >= number
                                        && consumers.get(number - 1).polls.get() > 0);
        return consumers.get(number - 1);
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        records.forEach(entry -> taken.add(new String(entry.value(), UTF_8)));
    }

    /** A log of which the first partition alone has records. */
    private final class LogConsumer extends MockConsumer<byte[], byte[]> {

        private final AtomicInteger polls = new AtomicInteger();

        private LogConsumer() {
            super("none");
            Map<TopicPartition, Long> begins = new HashMap<>();
            TOPIC.partitions().forEach(partition -> begins.put(partition, 0L));
            updateBeginningOffsets(begins);
            updateEndOffsets(begins);
            updateEndOffsets(Map.of(FIRST, end));
        }

        private void write(long offset, String... values) {
            schedulePollTask(
                    () -> {
                        for (int i = 0; i < values.length; i++) {
                            addRecord(
                                    new ConsumerRecord<>(
                                            FIRST.topic(),
                                            FIRST.partition(),
                                            offset + i,
                                            new byte[0],
                                            values[i].getBytes(UTF_8)));
                        }
                    });
        }

        private void fail() {
            schedulePollTask(
                    () -> {
                        throw new KafkaException("away");
                    });
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            polls.incrementAndGet();
            return super.poll(timeout);
        }
    }
}
