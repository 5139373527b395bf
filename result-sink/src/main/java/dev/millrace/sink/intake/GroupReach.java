package dev.millrace.sink.intake;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks Kafka how far a group has come in its topics. */
final class GroupReach {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final ListOffsetsOptions COMMITTED =
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);

    private final Admin admin;

    GroupReach(Admin admin) {
        this.admin = admin;
    }

    /** How many offsets the group has before it. */
    long behind(String group, List<String> topics)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<TopicPartition> partitions = partitions(topics);
        Map<TopicPartition, Long> first = offsets(partitions, OffsetSpec.earliest());
        Map<TopicPartition, Long> end = offsets(partitions, OffsetSpec.latest());
        Map<TopicPartition, OffsetAndMetadata> reached =
                admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return partitions.stream()
                .mapToLong(
                        partition ->
                                behind(
                                        reached.get(partition),
                                        first.getOrDefault(partition, 0L),
                                        end.getOrDefault(partition, 0L)))
                .sum();
    }

    /** A group begins at the first record, and what is deleted is not before it any more. */
    static long behind(@Nullable OffsetAndMetadata reached, long first, long end) {
        long from = reached == null ? first : Math.max(first, reached.offset());
        return Math.max(0, end - from);
    }

    private List<TopicPartition> partitions(List<String> topics)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, TopicDescription> found =
                admin.describeTopics(topics)
                        .allTopicNames()
                        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return found.values().stream()
                .flatMap(
                        topic ->
                                topic.partitions().stream()
                                        .map(
                                                partition ->
                                                        new TopicPartition(
                                                                topic.name(),
                                                                partition.partition())))
                .toList();
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec which)
            throws InterruptedException, ExecutionException, TimeoutException {
        Map<TopicPartition, ListOffsetsResultInfo> offsets =
                admin.listOffsets(
                                partitions.stream()
                                        .collect(Collectors.toMap(place -> place, _ -> which)),
                                COMMITTED)
                        .all()
                        .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        Map<TopicPartition, Long> places = new HashMap<>();
        offsets.forEach((place, offset) -> places.put(place, offset.offset()));
        return places;
    }
}
