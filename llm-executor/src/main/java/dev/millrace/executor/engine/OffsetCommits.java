package dev.millrace.executor.engine;

import dev.millrace.eventruntime.logging.FailureText;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells Kafka what is done in the partitions of an assignment. Shares the assignment's map of them
 * and is used by the consumer's thread only.
 */
final class OffsetCommits {

    private static final Logger LOG = LoggerFactory.getLogger(OffsetCommits.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, AssignedPartition> partitions;
    private final Clock clock;

    OffsetCommits(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, AssignedPartition> partitions,
            Clock clock) {
        this.consumer = consumer;
        this.partitions = partitions;
        this.clock = clock;
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
                        LOG.info("a commit failed and is tried again: {}", FailureText.of(failure));
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
            LOG.warn("could not commit {}: {}", offsets.keySet(), FailureText.of(e));
            commitFailed(offsets.keySet());
        }
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
