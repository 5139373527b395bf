package dev.millrace.executor.engine;

import dev.millrace.executor.progress.CommitMetadata;
import dev.millrace.executor.progress.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what is already done in partitions that were just assigned, from their last commits and
 * from the outcomes that were reported after those. Used by the consumer's thread only.
 */
final class StartingPoints {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicIds topicIds;
    private final ReportedWork reported;
    private final EngineMetrics metrics;

    StartingPoints(
            Consumer<byte[], byte[]> consumer,
            TopicIds topicIds,
            ReportedWork reported,
            EngineMetrics metrics) {
        this.consumer = consumer;
        this.topicIds = topicIds;
        this.reported = reported;
        this.metrics = metrics;
    }

    /** Hands over each partition as soon as it is known; what follows a failure stays unknown. */
    void find(Set<TopicPartition> fresh, BiConsumer<TopicPartition, AssignedPartition> found) {
        Map<String, String> ids =
                topicIds.of(fresh.stream().map(TopicPartition::topic).collect(Collectors.toSet()));
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(fresh, TIMEOUT);
        Map<TopicPartition, Set<Long>> done = reported.since(committedAt(committed));
        for (TopicPartition partition : fresh) {
            String id = ids.getOrDefault(partition.topic(), "");
            Progress progress = progress(partition, id, committed.get(partition));
            found.accept(
                    partition,
                    new AssignedPartition(
                            id, progress, done.getOrDefault(partition, Set.of()), metrics));
        }
    }

    private static Map<TopicPartition, Instant> committedAt(
            Map<TopicPartition, OffsetAndMetadata> committed) {
        Map<TopicPartition, Instant> times = new HashMap<>();
        for (TopicPartition partition : committed.keySet()) {
            OffsetAndMetadata commit = committed.get(partition);
            if (commit != null) {
                CommitMetadata.time(commit.metadata())
                        .ifPresent(time -> times.put(partition, time));
            }
        }
        return times;
    }

    private Progress progress(
            TopicPartition partition, String topicId, @Nullable OffsetAndMetadata committed) {
        if (committed == null) {
            return Progress.at(consumer.position(partition, TIMEOUT));
        }
        // The same commit must give position and metadata.
        consumer.seek(partition, committed);
        return CommitMetadata.decode(topicId, committed.offset(), committed.metadata())
                .orElse(Progress.at(committed.offset()));
    }
}
