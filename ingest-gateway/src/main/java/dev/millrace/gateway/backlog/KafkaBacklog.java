package dev.millrace.gateway.backlog;

import dev.millrace.eventruntime.CommittedWork;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Asks the broker; three requests for everything. Used by one thread. */
final class KafkaBacklog implements BacklogSource, AutoCloseable {

    private final Admin admin;

    KafkaBacklog(Admin admin) {
        this.admin = admin;
    }

    @Override
    public List<Reach> ask() throws ExecutionException, InterruptedException {
        var starts = admin.listOffsets(partitions(OffsetSpec.earliest())).all();
        var ends = admin.listOffsets(partitions(OffsetSpec.latest())).all();
        // Asked last, so that nothing is done that is not there yet.
        var commits = admin.listConsumerGroupOffsets(groups()).all();
        return reaches(starts.get(), ends.get(), commits.get());
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }

    private static List<Reach> reaches(
            Map<TopicPartition, ListOffsetsResultInfo> starts,
            Map<TopicPartition, ListOffsetsResultInfo> ends,
            Map<String, Map<TopicPartition, OffsetAndMetadata>> commits) {
        List<Reach> reaches = new ArrayList<>();
        for (Lane lane : Lane.values()) {
            Map<TopicPartition, OffsetAndMetadata> committed =
                    commits.getOrDefault(lane.group(), Map.of());
            for (TopicPartition partition : partitions(lane)) {
                long end = offset(ends.get(partition));
                long start = offset(starts.get(partition));
                reaches.add(
                        new Reach(
                                lane,
                                partition.partition(),
                                end,
                                work(committed.get(partition), start)));
            }
        }
        return reaches;
    }

    private static long offset(@Nullable ListOffsetsResultInfo info) {
        return info == null ? 0 : info.offset();
    }

    private static CommittedWork work(@Nullable OffsetAndMetadata committed, long start) {
        // What is no longer kept, and what a new group has before it, begins at the start.
        return committed == null || committed.offset() < start
                ? CommittedWork.of(start, "")
                : CommittedWork.of(committed.offset(), committed.metadata());
    }

    private static Map<TopicPartition, OffsetSpec> partitions(OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> all = new HashMap<>();
        for (Lane lane : Lane.values()) {
            partitions(lane).forEach(partition -> all.put(partition, spec));
        }
        return all;
    }

    private static Map<String, ListConsumerGroupOffsetsSpec> groups() {
        Map<String, ListConsumerGroupOffsetsSpec> groups = new HashMap<>();
        Arrays.stream(Lane.values())
                .map(Lane::group)
                .distinct()
                .forEach(
                        group ->
                                groups.put(
                                        group,
                                        new ListConsumerGroupOffsetsSpec()
                                                .topicPartitions(partitionsOf(group))));
        return groups;
    }

    private static List<TopicPartition> partitionsOf(String group) {
        return Arrays.stream(Lane.values())
                .filter(lane -> lane.group().equals(group))
                .flatMap(lane -> partitions(lane).stream())
                .toList();
    }

    private static List<TopicPartition> partitions(Lane lane) {
        return IntStream.range(0, Topics.PARTITIONS)
                .mapToObj(partition -> new TopicPartition(lane.topic(), partition))
                .toList();
    }
}
