package dev.millrace.gateway.view;

import dev.millrace.gateway.view.LogEnds.LogEnd;
import dev.millrace.schemas.Topics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far the view has read the events, so that "no such task" can be told from "not read yet".
 *
 * <p>State: per partition the position of the view's consumer, the last record it took and the last
 * offset it committed. A committed offset means processed, dead letters and transaction markers
 * included, which the last record that a processor saw does not. Written by the consumer of the
 * Streams threads, read by many. Thread-safe.
 */
final class ViewProgress {

    private record Waiting(LogEnd end, Signal signal) {}

    private static final class PartitionProgress {
        private long position = -1;
        private long lastTaken = -1;
        private long committed = -1;
        private final List<Waiting> waiting = new ArrayList<>();

        private boolean covers(LogEnd end) {
            boolean processed = lastTaken < 0 || done(end) > lastTaken;
            return behind(end) == 0 && processed;
        }

        private long behind(LogEnd end) {
            // What lies before the needed offset is too old for the view, read or not.
            long read = Math.max(Math.max(position, done(end)), end.needed());
            return Math.max(0, end.end() - read);
        }

        private long done(LogEnd end) {
            return Math.max(committed, end.committed());
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Integer, PartitionProgress> partitions = new HashMap<>();

    /** Whether everything that lay in a partition of the events at some time is in the view. */
    boolean covers(int partition, LogEnd end) {
        lock.lock();
        try {
            return progress(partition).covers(end);
        } finally {
            lock.unlock();
        }
    }

    /** How many offsets of a partition the view had still to read at some time. */
    long behind(int partition, LogEnd end) {
        lock.lock();
        try {
            return progress(partition).behind(end);
        } finally {
            lock.unlock();
        }
    }

    /** Raises the signal once {@link #covers} becomes true; at once if it is. */
    TaskWatch.Registration whenCovered(int partition, LogEnd end, Signal signal) {
        Waiting waiting = new Waiting(end, signal);
        lock.lock();
        try {
            PartitionProgress progress = progress(partition);
            if (progress.covers(end)) {
                signal.raise();
            } else {
                progress.waiting.add(waiting);
            }
        } finally {
            lock.unlock();
        }
        return () -> remove(partition, waiting);
    }

    private void remove(int partition, Waiting waiting) {
        lock.lock();
        try {
            progress(partition).waiting.remove(waiting);
        } finally {
            lock.unlock();
        }
    }

    void taken(ConsumerRecords<byte[], byte[]> records) {
        lock.lock();
        try {
            for (TopicPartition partition : records.partitions()) {
                if (isEvents(partition)) {
                    List<ConsumerRecord<byte[], byte[]>> taken = records.records(partition);
                    progress(partition.partition()).lastTaken = taken.getLast().offset();
                }
            }
            records.nextOffsets()
                    .forEach(
                            (partition, next) -> {
                                if (isEvents(partition)) {
                                    PartitionProgress progress = progress(partition.partition());
                                    progress.position = next.offset();
                                    wake(progress);
                                }
                            });
        } finally {
            lock.unlock();
        }
    }

    void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
        lock.lock();
        try {
            offsets.forEach(
                    (partition, next) -> {
                        if (isEvents(partition)) {
                            PartitionProgress progress = progress(partition.partition());
                            progress.committed = next.offset();
                            wake(progress);
                        }
                    });
        } finally {
            lock.unlock();
        }
    }

    private static void wake(PartitionProgress progress) {
        for (Iterator<Waiting> all = progress.waiting.iterator(); all.hasNext(); ) {
            Waiting waiting = all.next();
            if (progress.covers(waiting.end())) {
                waiting.signal().raise();
                all.remove();
            }
        }
    }

    private PartitionProgress progress(int partition) {
        return partitions.computeIfAbsent(partition, _ -> new PartitionProgress());
    }

    private static boolean isEvents(TopicPartition partition) {
        return partition.topic().equals(Topics.TASKS_EVENTS.name());
    }
}
