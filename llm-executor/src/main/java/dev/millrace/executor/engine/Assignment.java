package dev.millrace.executor.engine;

import dev.millrace.executor.engine.Intake.Answer;
import dev.millrace.executor.engine.Intake.DoneListener;
import dev.millrace.executor.progress.CommitMetadata;
import dev.millrace.executor.progress.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that one consumer has, what is done in them, and the commits that say so.
 *
 * <p>A partition is prepared after it was assigned, outside the callback: until it is known what is
 * already done it stays paused, so that an unreachable broker only delays it. Lives as long as its
 * consumer and is used by the consumer's thread only.
 */
final class Assignment {

    private static final Logger LOG = LoggerFactory.getLogger(Assignment.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicIds topicIds;
    private final ReportedWork reported;
    private final EngineMetrics metrics;
    private final Clock clock;
    private final Map<TopicPartition, AssignedPartition> partitions = new HashMap<>();
    private final Set<TopicPartition> unprepared = new HashSet<>();
    private boolean everAssigned;

    Assignment(
            Consumer<byte[], byte[]> consumer,
            TopicIds topicIds,
            ReportedWork reported,
            EngineMetrics metrics,
            Clock clock) {
        this.consumer = consumer;
        this.topicIds = topicIds;
        this.reported = reported;
        this.metrics = metrics;
        this.clock = clock;
    }

    void assigned(Collection<TopicPartition> assigned) {
        everAssigned = true;
        unprepared.addAll(assigned);
        consumer.pause(assigned);
    }

    /** Commits at once and forgets; what still runs is reported but no longer noted here. */
    void revoked(Collection<TopicPartition> revoked) {
        commitNow(revoked);
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
        Map<String, String> ids =
                topicIds.of(fresh.stream().map(TopicPartition::topic).collect(Collectors.toSet()));
        Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(fresh, TIMEOUT);
        Map<TopicPartition, Set<Long>> done = reported.since(committedAt(committed));
        for (TopicPartition partition : fresh) {
            String id = ids.getOrDefault(partition.topic(), "");
            Progress progress = progress(partition, id, committed.get(partition));
            partitions.put(
                    partition,
                    new AssignedPartition(
                            id, progress, done.getOrDefault(partition, Set.of()), metrics));
            unprepared.remove(partition);
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

    void done(TopicPartition partition, long offset) {
        AssignedPartition assigned = partitions.get(partition);
        if (assigned != null) {
            assigned.done(offset);
        }
    }

    /** Commits what is new without waiting for the answer. */
    void commit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = uncommitted(partitions.keySet());
        if (offsets.isEmpty()) {
            return;
        }
        consumer.commitAsync(
                offsets,
                (sent, failure) -> {
                    if (failure != null) {
                        LOG.info("a commit failed and is tried again: {}", failure.toString());
                        commitFailed(sent.keySet());
                    }
                });
    }

    /** Commits what is new and waits for the answer. */
    void commitNow(Collection<TopicPartition> which) {
        Map<TopicPartition, OffsetAndMetadata> offsets = uncommitted(which);
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets, TIMEOUT);
        } catch (FencedInstanceIdException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.warn("could not commit {}: {}", offsets.keySet(), e.toString());
            commitFailed(offsets.keySet());
        }
    }

    void commitEverythingNow() {
        commitNow(Set.copyOf(partitions.keySet()));
    }

    /** Tells how many records lie unread in Kafka. */
    void measureBacklog() {
        Map<String, Long> backlog = new HashMap<>();
        for (TopicPartition partition : partitions.keySet()) {
            backlog.merge(partition.topic(), consumer.currentLag(partition).orElse(0), Long::sum);
        }
        backlog.forEach(metrics::backlog);
    }

    private Map<TopicPartition, OffsetAndMetadata> uncommitted(Collection<TopicPartition> which) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : which) {
            AssignedPartition assigned = partitions.get(partition);
            if (assigned != null) {
                assigned.uncommitted(clock.instant())
                        .ifPresent(offset -> offsets.put(partition, offset));
            }
        }
        return offsets;
    }

    private void commitFailed(Set<TopicPartition> which) {
        for (TopicPartition partition : which) {
            AssignedPartition assigned = partitions.get(partition);
            if (assigned != null) {
                assigned.commitFailed();
            }
        }
    }
}
