package dev.millrace.executor.tools.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.Chunk;
import dev.millrace.ChunkBatch;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.executor.tools.documents.TaskChunks.DocumentChunk;
import dev.millrace.executor.work.CallFailedException;
import dev.millrace.executor.work.ToolCall.Place;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KafkaTaskChunksTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final EventSerdes serdes = EventSerdes.inMemory();
    private final List<LogConsumer> consumers = new ArrayList<>();
    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> log = new HashMap<>();
    private final KafkaTaskChunks chunks =
            new KafkaTaskChunks(
                    () -> {
                        LogConsumer consumer = new LogConsumer();
                        consumers.add(consumer);
                        return consumer;
                    },
                    serdes.deserializer(Topics.CHUNKS_CREATED),
                    1);
    private final List<String> read = new ArrayList<>();

    @AfterEach
    void close() {
        chunks.close();
    }

    /** Gives what lies in {@link #log} from the position on, a few records at a time. */
    private final class LogConsumer extends MockConsumer<byte[], byte[]> {

        LogConsumer() {
            super("earliest");
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            if (Thread.interrupted()) {
                throw new InterruptException("as the real one does");
            }
            for (TopicPartition partition : assignment()) {
                updateBeginningOffsets(Map.of(partition, 0L));
                long position = position(partition);
                log.getOrDefault(partition, List.of()).stream()
                        .filter(record -> record.offset() >= position)
                        .limit(3)
                        .forEach(this::addRecord);
            }
            return super.poll(Duration.ZERO);
        }
    }

    @Test
    void theBatchesOfATaskAreReadWhereTheyLie() throws Exception {
        for (int offset = 0; offset < 20; offset++) {
            put(0, offset, offset % 5 == 0 ? "task-1" : "other", "zero-" + offset);
            put(2, offset, "task-1", "two-" + offset);
        }

        int missing =
                read("task-1", new Place(2, 7), new Place(0, 15), new Place(0, 5), new Place(2, 7));

        assertThat(missing).isZero();
        assertThat(read).containsExactlyInAnyOrder("zero-5", "zero-15", "two-7");
    }

    @Test
    void placesFarApartAreReached() throws Exception {
        put(1, 10, "task-1", "near");
        put(1, 100_000, "task-1", "far");

        assertThat(read("task-1", new Place(1, 10), new Place(1, 100_000))).isZero();
        assertThat(read).containsExactlyInAnyOrder("near", "far");
    }

    @Test
    void whatIsGoneOrAnotherTasksIsCountedAsMissing() throws Exception {
        put(0, 5, "other", "secret of others");
        put(0, 9, "task-1", "mine");

        assertThat(
                        read(
                                "task-1",
                                new Place(0, 3),
                                new Place(0, 5),
                                new Place(0, 9),
                                new Place(99, 0)))
                .isEqualTo(3);
        assertThat(read).containsExactly("mine");
    }

    @Test
    void aConsumerIsUsedAgain() throws Exception {
        put(0, 1, "task-1", "a");

        read("task-1", new Place(0, 1));
        read("task-1", new Place(0, 1));

        assertThat(read).containsExactly("a", "a");
        assertThat(consumers).hasSize(1);
        assertThat(consumers.getFirst().closed()).isFalse();
    }

    @Test
    void whatDoesNotComeInTimeIsTriedAgain() {
        assertThatThrownBy(
                        () ->
                                chunks.read(
                                        "task-1",
                                        List.of(new Place(0, 1)),
                                        Duration.ofMillis(50),
                                        chunk -> read.add(chunk.text())))
                .isInstanceOfSatisfying(
                        CallFailedException.class,
                        failure -> {
                            assertThat(failure.failed().retryable()).isTrue();
                            assertThat(failure.failed().type()).isEqualTo("timeout");
                        });
        assertThat(consumers.getFirst().closed()).isTrue();
    }

    @Test
    void aBrokerThatCannotBeReadIsTriedAgainWithANewConsumer() throws Exception {
        put(0, 1, "task-1", "a");
        read("task-1", new Place(0, 1));
        consumers.getFirst().setPollException(new KafkaException("broker away"));

        assertThatThrownBy(() -> read("task-1", new Place(0, 1)))
                .isInstanceOfSatisfying(
                        CallFailedException.class,
                        failure -> assertThat(failure.failed().type()).isEqualTo("connection"));
        read("task-1", new Place(0, 1));

        assertThat(consumers).hasSize(2);
    }

    @Test
    void anInterruptEndsTheReading() throws Exception {
        AtomicReference<Object> end = new AtomicReference<>();
        Thread reader =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        read("task-1", new Place(0, 1));
                                    } catch (InterruptedException e) {
                                        end.set(e);
                                    }
                                });
        await().until(() -> !consumers.isEmpty());
        reader.interrupt();

        await().until(() -> end.get() != null && consumers.getFirst().closed());
    }

    private int read(String taskId, Place... places) throws InterruptedException {
        return chunks.read(
                taskId, List.of(places), LONG, (DocumentChunk chunk) -> read.add(chunk.text()));
    }

    private void put(int partition, long offset, String taskId, String text) {
        ChunkBatch batch =
                ChunkBatch.newBuilder()
                        .setTaskId(taskId)
                        .setTenantId("tenant")
                        .setBatch(0)
                        .setLast(true)
                        .setQuery("q")
                        .setDeadline(Instant.EPOCH)
                        .setChunks(
                                List.of(
                                        Chunk.newBuilder()
                                                .setIndex(0)
                                                .setDocumentId("doc")
                                                .setText(text)
                                                .build()))
                        .build();
        String topic = Topics.CHUNKS_CREATED.name();
        log.computeIfAbsent(new TopicPartition(topic, partition), _ -> new ArrayList<>())
                .add(
                        new ConsumerRecord<>(
                                topic,
                                partition,
                                offset,
                                new byte[0],
                                serdes.serializer(Topics.CHUNKS_CREATED).serialize(topic, batch)));
    }
}
