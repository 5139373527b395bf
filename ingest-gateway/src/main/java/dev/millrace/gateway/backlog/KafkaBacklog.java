package dev.millrace.gateway.backlog;

import dev.millrace.eventruntime.CommittedWork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Asks the broker; three requests for everything but the heads of logs.
 *
 * <p>State: the internal partitions that exist, as is seen by what was committed of them. Used by
 * one thread.
 */
final class KafkaBacklog implements BacklogSource, AutoCloseable {

    private final Admin admin;
    private final LogHeads heads;
    private final Set<Place> internal = new HashSet<>();

    KafkaBacklog(Admin admin, LogHeads heads) {
        this.admin = admin;
        this.heads = heads;
    }

    @Override
    public List<Reach> ask() throws ExecutionException, InterruptedException {
        try {
            return ask(Stream.concat(always(), internal.stream()).toList());
        } catch (ExecutionException e) {
            // One of these may be gone; nobody needs to know why to find those that are there.
            internal.clear();
            throw e;
        }
    }

    private List<Reach> ask(List<Place> places) throws ExecutionException, InterruptedException {
        var starts = admin.listOffsets(spec(places, OffsetSpec.earliest())).all();
        var ends = admin.listOffsets(spec(places, OffsetSpec.latest())).all();
        // Asked last, so that nothing is done that is not there yet.
        var commits = admin.listConsumerGroupOffsets(groups()).all();
        return reaches(places, starts.get(), ends.get(), commits.get());
    }

    @Override
    public List<Head> heads(List<Question> questions) {
        return heads.find(questions);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }

    private List<Reach> reaches(
            List<Place> places,
            Map<TopicPartition, ListOffsetsResultInfo> starts,
            Map<TopicPartition, ListOffsetsResultInfo> ends,
            Map<String, Map<TopicPartition, OffsetAndMetadata>> commits) {
        List<Reach> reaches = new ArrayList<>();
        for (Place place : places) {
            long start = offset(starts.get(LogHeads.partition(place)));
            long end = offset(ends.get(LogHeads.partition(place)));
            reaches.add(new Reach(place, end, work(committed(commits, place), start)));
        }
        Arrays.stream(Lane.values())
                .flatMap(lane -> lane.internalPlaces().stream())
                .filter(place -> committed(commits, place) != null)
                .forEach(internal::add);
        return reaches;
    }

    private static @Nullable OffsetAndMetadata committed(
            Map<String, Map<TopicPartition, OffsetAndMetadata>> commits, Place place) {
        return commits.getOrDefault(place.lane().group(), Map.of()).get(LogHeads.partition(place));
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

    private static Map<TopicPartition, OffsetSpec> spec(List<Place> places, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> all = new HashMap<>();
        places.forEach(place -> all.put(LogHeads.partition(place), spec));
        return all;
    }

    private static Map<String, ListConsumerGroupOffsetsSpec> groups() {
        return Arrays.stream(Lane.values())
                .collect(
                        Collectors.groupingBy(
                                Lane::group,
                                Collectors.flatMapping(
                                        KafkaBacklog::partitions,
                                        Collectors.collectingAndThen(
                                                Collectors.toList(),
                                                partitions ->
                                                        new ListConsumerGroupOffsetsSpec()
                                                                .topicPartitions(partitions)))));
    }

    private static Stream<TopicPartition> partitions(Lane lane) {
        return Stream.concat(lane.places().stream(), lane.internalPlaces().stream())
                .map(LogHeads::partition);
    }

    private static Stream<Place> always() {
        return Arrays.stream(Lane.values()).flatMap(lane -> lane.places().stream());
    }
}
