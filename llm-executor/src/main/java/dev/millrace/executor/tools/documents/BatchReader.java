package dev.millrace.executor.tools.documents;

import dev.millrace.Chunk;
import dev.millrace.ChunkBatch;
import dev.millrace.executor.tools.documents.TaskChunks.DocumentChunk;
import dev.millrace.executor.work.CallFailedException;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.ToolCall.Place;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads batches at known places with one consumer, each partition from its first place to its last.
 */
final class BatchReader {

    private static final Topic<String, ChunkBatch> TOPIC = Topics.CHUNKS_CREATED;
    private static final Duration POLL = Duration.ofMillis(100);

    /** Reading on over so many records is cheaper than asking for another place. */
    private static final int WORTH_SEEKING = 500;

    private final Consumer<byte[], byte[]> consumer;
    private final Deserializer<ChunkBatch> deserializer;
    private final String taskId;
    private final java.util.function.Consumer<DocumentChunk> each;
    private final Map<TopicPartition, Deque<Long>> wanted = new HashMap<>();
    private int missing;

    BatchReader(
            Consumer<byte[], byte[]> consumer,
            Deserializer<ChunkBatch> deserializer,
            String taskId,
            java.util.function.Consumer<DocumentChunk> each) {
        this.consumer = consumer;
        this.deserializer = deserializer;
        this.taskId = taskId;
        this.each = each;
    }

    /**
     * @param end when to give up, in terms of {@link System#nanoTime}
     * @return how many of the batches are not there
     */
    int read(List<Place> places, long end) {
        sort(places);
        consumer.assign(wanted.keySet());
        wanted.forEach((partition, offsets) -> consumer.seek(partition, offsets.getFirst()));
        while (!wanted.isEmpty()) {
            if (System.nanoTime() - end >= 0) {
                throw new CallFailedException(
                        FailureKind.TIMEOUT.failed("the documents could not be read in time"));
            }
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                take(record);
            }
            moveOn();
        }
        return missing;
    }

    private void sort(List<Place> places) {
        places.stream()
                .distinct()
                .sorted((a, b) -> Long.compare(a.offset(), b.offset()))
                .forEach(
                        place -> {
                            if (place.partition() < 0 || place.partition() >= TOPIC.partitions()) {
                                missing++;
                            } else {
                                wanted.computeIfAbsent(
                                                new TopicPartition(TOPIC.name(), place.partition()),
                                                _ -> new ArrayDeque<>())
                                        .add(place.offset());
                            }
                        });
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Deque<Long> offsets =
                wanted.getOrDefault(
                        new TopicPartition(record.topic(), record.partition()), new ArrayDeque<>());
        passOver(offsets, record.offset());
        if (!offsets.isEmpty() && offsets.getFirst() == record.offset()) {
            offsets.removeFirst();
            give(record);
        }
    }

    private void give(ConsumerRecord<byte[], byte[]> record) {
        ChunkBatch batch =
                deserializer.deserialize(record.topic(), record.headers(), record.value());
        if (!batch.getTaskId().equals(taskId)) {
            missing++;
            return;
        }
        for (Chunk chunk : batch.getChunks()) {
            each.accept(
                    new DocumentChunk(chunk.getDocumentId(), chunk.getTitle(), chunk.getText()));
        }
    }

    /** What the position has passed is no longer there: the topic keeps batches for a day. */
    private void passOver(Deque<Long> offsets, long position) {
        while (!offsets.isEmpty() && offsets.getFirst() < position) {
            offsets.removeFirst();
            missing++;
        }
    }

    private void moveOn() {
        wanted.forEach(
                (partition, offsets) -> {
                    long position = consumer.position(partition);
                    passOver(offsets, position);
                    if (!offsets.isEmpty() && offsets.getFirst() - position > WORTH_SEEKING) {
                        consumer.seek(partition, offsets.getFirst());
                    }
                });
        if (wanted.values().removeIf(Deque::isEmpty)) {
            // Nothing more is fetched of the others; those that stay keep their positions.
            consumer.assign(wanted.keySet());
        }
    }
}
