package dev.millrace.executor.engine;

import dev.millrace.executor.engine.Intake.Answer;
import dev.millrace.executor.engine.Intake.DoneListener;
import dev.millrace.executor.metrics.ExecutorMetric;
import dev.millrace.executor.progress.CommitMetadata;
import dev.millrace.executor.progress.CompletionTracker;
import dev.millrace.executor.progress.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * One partition while it is assigned: what was polled and not yet taken, what is done, and what of
 * that is committed. Used by the consumer's thread only.
 */
final class AssignedPartition {

    private static final long NOTHING_COMMITTED = -1;

    /** A commit tells its time, from which a successor looks for what was reported after it. */
    private static final Duration RECOMMIT = Duration.ofSeconds(10);

    private final String topicId;
    private final Set<Long> reported;
    private final EngineMetrics metrics;
    private final ArrayDeque<ConsumerRecord<byte[], byte[]>> polled = new ArrayDeque<>();

    private CompletionTracker tracker;
    private long position;
    private long committedVersion;
    private Instant committedAt = Instant.MIN;
    private boolean outOfRoom;

    /**
     * @param reported offsets of records that are done although the progress does not know it
     */
    AssignedPartition(
            String topicId, Progress progress, Set<Long> reported, EngineMetrics metrics) {
        this.topicId = topicId;
        this.reported = new HashSet<>(reported);
        this.metrics = metrics;
        this.tracker = CompletionTracker.from(progress);
        this.position = progress.offset();
        this.committedVersion = tracker.version();
    }

    /** Adds what was polled, perhaps nothing but gaps; the consumer goes on at the position. */
    void add(List<ConsumerRecord<byte[], byte[]>> records, long nextPosition) {
        polled.addAll(records);
        position = nextPosition;
    }

    /** Whether polled records wait, so that no more should be polled. */
    boolean isBlocked() {
        return !polled.isEmpty();
    }

    /** Offers what was polled, as far as it is taken. */
    Answer offerTo(Intake intake, DoneListener listener) {
        while (!polled.isEmpty()) {
            ConsumerRecord<byte[], byte[]> record = polled.element();
            long offset = record.offset();
            if (offset < tracker.next()) {
                // The log was cut, so its offsets mean other records now.
                tracker = CompletionTracker.from(Progress.at(offset));
                reported.clear();
                committedVersion = NOTHING_COMMITTED;
            }
            if (tracker.isDone(offset)) {
                metrics.count(ExecutorMetric.REPEATS_SKIPPED);
                tracker.passTo(offset + 1);
            } else if (reported.remove(offset)) {
                metrics.count(ExecutorMetric.REPEATS_SKIPPED);
                tracker.take(offset);
                tracker.complete(offset);
            } else {
                Answer answer = take(record, intake, listener);
                if (answer != Answer.TAKEN) {
                    return answer;
                }
            }
            polled.remove();
        }
        tracker.passTo(position);
        return Answer.TAKEN;
    }

    void begun(long offset) {
        tracker.begin(offset);
    }

    void done(long offset) {
        tracker.complete(offset);
    }

    /** What to commit, if there is anything new or the last commit was long ago. */
    Optional<OffsetAndMetadata> uncommitted(Instant now) {
        boolean recent = committedAt.isAfter(now.minus(RECOMMIT));
        if (tracker.version() == committedVersion && recent) {
            return Optional.empty();
        }
        committedAt = now;
        committedVersion = tracker.version();
        Progress progress = tracker.progress();
        return Optional.of(
                new OffsetAndMetadata(
                        progress.offset(), CommitMetadata.encode(topicId, now, progress)));
    }

    /** The last commit may not have arrived. */
    void commitFailed() {
        committedVersion = NOTHING_COMMITTED;
    }

    private Answer take(
            ConsumerRecord<byte[], byte[]> record, Intake intake, DoneListener listener) {
        boolean room = tracker.hasRoomFor(record.offset());
        if (!room) {
            if (!outOfRoom) {
                metrics.count(ExecutorMetric.METADATA_FULL);
            }
            outOfRoom = true;
            return Answer.FULL;
        }
        outOfRoom = false;
        Answer answer = intake.offer(record, tracker.mayHaveBegun(record.offset()), listener);
        if (answer == Answer.TAKEN) {
            tracker.take(record.offset());
        }
        return answer;
    }
}
