package dev.millrace.executor.engine;

import dev.millrace.executor.engine.Intake.Answer;
import dev.millrace.executor.engine.Intake.DoneListener;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions that one consumer has, what is done in them, and the commits that say so.
 *
 * <p>A partition is prepared after it was assigned, outside the callback: until it is known what is
 * already done it stays paused, so that an unreachable broker only delays it. Lives as long as its
 * consumer and is used by the consumer's thread only.
 */
final class Assignment {

    private final Consumer<byte[], byte[]> consumer;
    private final EngineMetrics metrics;
    private final Map<TopicPartition, AssignedPartition> partitions = new HashMap<>();
    private final StartingPoints startingPoints;
    private final OffsetCommits commits;
    private final Set<TopicPartition> unprepared = new HashSet<>();
    private boolean everAssigned;

    Assignment(
            Consumer<byte[], byte[]> consumer,
            TopicIds topicIds,
            ReportedWork reported,
            EngineMetrics metrics,
            Clock clock) {
        this.consumer = consumer;
        this.metrics = metrics;
        this.startingPoints = new StartingPoints(consumer, topicIds, reported, metrics);
        this.commits = new OffsetCommits(consumer, partitions, clock);
    }

    void assigned(Collection<TopicPartition> assigned) {
        everAssigned = true;
        unprepared.addAll(assigned);
        consumer.pause(assigned);
    }

    /** Commits at once and forgets; what still runs is reported but no longer noted here. */
    void revoked(Collection<TopicPartition> revoked) {
        commits.commitNow(revoked);
        lost(revoked);
    }

    void lost(Collection<TopicPartition> lost) {
        partitions.keySet().removeAll(lost);
        unprepared.removeAll(lost);
    }

    /** Finds out for newly assigned partitions what is already done. */
    void prepare() {
        if (unprepared.isEmpty()) {
            return;
        }
        Set<TopicPartition> fresh = Set.copyOf(unprepared);
        startingPoints.find(
                fresh,
                (partition, state) -> {
                    partitions.put(partition, state);
                    unprepared.remove(partition);
                });
    }

    void add(ConsumerRecords<byte[], byte[]> records) {
        records.nextOffsets()
                .forEach(
                        (partition, next) -> {
                            AssignedPartition assigned = partitions.get(partition);
                            if (assigned != null) {
                                List<ConsumerRecord<byte[], byte[]>> polled =
                                        records.records(partition);
                                assigned.add(polled, next.offset());
                            }
                        });
    }

    /** Offers what was polled; false if reading has to wait for the registry. */
    boolean offerTo(Intake intake, DoneListener listener) {
        for (AssignedPartition partition : partitions.values()) {
            if (partition.offerTo(intake, listener) == Answer.UNREADABLE_FOR_NOW) {
                return false;
            }
        }
        return true;
    }

    /** Polls only from partitions that have nothing waiting. */
    void pauseBlocked(boolean everything) {
        Set<TopicPartition> paused = consumer.paused();
        Set<TopicPartition> pause = new HashSet<>();
        Set<TopicPartition> resume = new HashSet<>();
        partitions.forEach(
                (partition, state) -> {
                    boolean wanted = everything || state.isBlocked();
                    if (wanted != paused.contains(partition)) {
                        (wanted ? pause : resume).add(partition);
                    }
                });
        consumer.pause(pause);
        consumer.resume(resume);
    }

    boolean isAnyBlocked() {
        return partitions.values().stream().anyMatch(AssignedPartition::isBlocked);
    }

    /** Whether work can be taken: a new member first finds out what is already done. */
    boolean isReady() {
        return everAssigned && (unprepared.isEmpty() || !partitions.isEmpty());
    }

    boolean isPrepared() {
        return unprepared.isEmpty();
    }

    int size() {
        return partitions.size();
    }

    void begun(TopicPartition partition, long offset) {
        AssignedPartition assigned = partitions.get(partition);
        if (assigned != null) {
            assigned.begun(offset);
        }
    }

    void done(TopicPartition partition, long offset) {
        AssignedPartition assigned = partitions.get(partition);
        if (assigned != null) {
            assigned.done(offset);
        }
    }

    /** Commits what is new without waiting for the answer. */
    void commit() {
        commits.commit();
    }

    void commitEverythingNow() {
        commits.commitNow(Set.copyOf(partitions.keySet()));
    }

    /** Tells how many records lie unread in Kafka. */
    void measureBacklog() {
        Map<String, Long> backlog = new HashMap<>();
        for (TopicPartition partition : partitions.keySet()) {
            backlog.merge(partition.topic(), consumer.currentLag(partition).orElse(0), Long::sum);
        }
        backlog.forEach(metrics::backlog);
    }
}
