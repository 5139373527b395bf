package dev.millrace.executor.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CompletionTrackerTest {

    private static final String TOPIC_ID = "AAAAAAAAAAAAAAAAAAAAAA";
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final LongAdder ROOM_REFUSED = new LongAdder();

    @Test
    void commitsTheContiguousPrefixAndRemembersWhatIsDoneBeyondIt() {
        CompletionTracker tracker = CompletionTracker.from(Progress.at(10));
        for (long offset = 10; offset < 15; offset++) {
            tracker.take(offset);
        }
        tracker.complete(10);
        tracker.complete(13);

        assertThat(tracker.progress().offset()).isEqualTo(11);
        CompletionTracker successor = restarted(tracker);
        assertThat(List.of(11L, 12L, 13L, 14L, 15L).stream().filter(successor::isDone))
                .containsExactly(13L);
    }

    @Test
    void theSuccessorKnowsWhichOpenRecordsMayHaveBegun() {
        CompletionTracker tracker = CompletionTracker.from(Progress.at(10));
        for (long offset = 10; offset < 15; offset++) {
            tracker.take(offset);
        }
        tracker.begin(10);
        tracker.begin(12);
        tracker.begin(14);
        tracker.complete(10);
        tracker.complete(12);

        CompletionTracker successor = restarted(tracker);
        assertThat(begun(successor)).containsExactly(14L);

        for (long offset = 11; offset < 16; offset++) {
            successor.take(offset);
        }
        successor.begin(11);
        assertThat(begun(restarted(successor))).containsExactly(11L, 14L);
    }

    private static List<Long> begun(CompletionTracker tracker) {
        return LongStream.range(9, 20).filter(tracker::mayHaveBegun).boxed().toList();
    }

    @Test
    void countsTransactionMarkersAndCompactedRecordsAsDone() {
        CompletionTracker tracker = CompletionTracker.from(Progress.at(0));
        tracker.take(3);
        tracker.passTo(9);
        assertThat(tracker.progress().offset()).isEqualTo(3);
        tracker.complete(3);
        assertThat(tracker.progress()).isEqualTo(Progress.at(9));
    }

    @Test
    void doesNotWaitForAnOpenRecordThatRetentionHasDeleted() {
        CompletionTracker tracker = CompletionTracker.from(Progress.at(0));
        tracker.take(0);
        tracker.take(1);
        tracker.complete(1);

        CompletionTracker successor = restarted(tracker);
        successor.take(5);
        successor.complete(5);
        assertThat(successor.progress()).isEqualTo(Progress.at(6));
    }

    @Test
    void completingTwiceOrSomethingNeverTakenChangesNothing() {
        CompletionTracker tracker = CompletionTracker.from(Progress.at(5));
        tracker.take(5);
        tracker.take(6);
        tracker.complete(5);
        long version = tracker.version();
        tracker.complete(5);
        tracker.complete(3);
        tracker.complete(900);
        assertThat(tracker.version()).isEqualTo(version);
        assertThat(tracker.progress().offset()).isEqualTo(6);
        assertThat(tracker.openCount()).isEqualTo(1);
    }

    @Test
    void eightThousandOpenRecordsInOnePartitionFitWhenTheyLieTogether() {
        CompletionTracker tracker = CompletionTracker.from(Progress.at(0));
        for (long offset = 0; offset < 8_000; offset++) {
            assertThat(tracker.hasRoomFor(offset)).isTrue();
            tracker.take(offset);
        }
    }

    @Test
    void oneStuckRecordStillFitsWhileManyPassIt() {
        CompletionTracker tracker = CompletionTracker.from(Progress.at(0));
        tracker.take(0);
        for (long offset = 1; offset < 200_000; offset++) {
            assertThat(tracker.hasRoomFor(offset)).isTrue();
            tracker.take(offset);
            if (offset > 2_000) {
                tracker.complete(offset - 2_000);
            }
        }
        assertThat(CommitMetadata.encode(TOPIC_ID, NOW, tracker.progress()))
                .hasSizeLessThan(CommitMetadata.MAX_LENGTH);
    }

    @Test
    void hasNoRoomOnceTheMetadataIsFullAndHasAgainWhenRecordsComplete() {
        CompletionTracker tracker = CompletionTracker.from(Progress.at(0));
        long offset = 0;
        while (tracker.hasRoomFor(offset)) {
            tracker.take(offset);
            offset += 64;
            tracker.passTo(offset);
        }
        assertThat(offset).isGreaterThan(64 * 1_000);
        assertThat(CommitMetadata.encode(TOPIC_ID, NOW, tracker.progress()))
                .hasSizeLessThan(CommitMetadata.MAX_LENGTH);
        tracker.complete(0);
        tracker.complete(64);
        assertThat(tracker.hasRoomFor(offset)).isTrue();
    }

    static List<Long> seeds() {
        return new Random(20_260_101).longs(200).boxed().toList();
    }

    /**
     * Plays a log with gaps against random takes, completions and crashes, and holds the tracker to
     * what it promises.
     */
    @ParameterizedTest
    @MethodSource("seeds")
    void neverLosesASingleRecordNorRepeatsACompletedOne(long seed) {
        new LogRun(new Random(seed)).play();
    }

    @AfterAll
    static void fullMetadataWasAmongWhatThePlaysMet() {
        assertThat(ROOM_REFUSED.sum()).isPositive();
    }

    private static final class LogRun {

        private final Random random;
        private final List<Long> log = new ArrayList<>();
        private final Set<Long> done = new HashSet<>();
        private final Set<Long> doneWhenCommitted = new HashSet<>();
        private final Set<Long> doneSinceCommit = new HashSet<>();
        private final List<Long> running = new ArrayList<>();
        private final long logEnd;
        private final int concurrency;
        private final int disorder;

        private CompletionTracker tracker;
        private long committedOffset;
        private String committedMetadata = "";
        private int position;

        LogRun(Random random) {
            this.random = random;
            long offset = random.nextInt(1_000);
            committedOffset = offset;
            int gap = 1 + random.nextInt(random.nextBoolean() ? 40 : 2_000);
            int length = 200 + random.nextInt(8_000);
            for (int record = 0; record < length; record++) {
                log.add(offset);
                offset += random.nextInt(3) == 0 ? 1 + random.nextInt(gap) : 1;
            }
            logEnd = offset + 3;
            concurrency = 1 + random.nextInt(5_000);
            disorder = random.nextInt(101);
            tracker = CompletionTracker.from(Progress.at(committedOffset));
        }

        void play() {
            int crashes = random.nextInt(6);
            while (done.size() < log.size()) {
                int action = random.nextInt(100);
                if (action < 55) {
                    deliver(1 + random.nextInt(500));
                } else if (action < 90) {
                    completeSome();
                } else if (action < 97) {
                    commit();
                } else if (crashes > 0) {
                    crashes--;
                    takeOver(random.nextBoolean());
                }
            }
            deliver(log.size());
            commit();
            assertThat(committedOffset).isEqualTo(logEnd);
            assertThat(done).hasSameSizeAs(log).containsAll(log);
        }

        private void deliver(int most) {
            for (int count = 0; count < most && position < log.size(); count++) {
                long offset = log.get(position);
                if (!tracker.hasRoomFor(offset)) {
                    ROOM_REFUSED.increment();
                    return;
                }
                if (running.size() >= concurrency) {
                    return;
                }
                boolean repeat = tracker.isDone(offset);
                assertThat(repeat).isEqualTo(doneWhenCommitted.contains(offset));
                if (repeat) {
                    tracker.passTo(offset + 1);
                } else {
                    tracker.take(offset);
                    running.add(offset);
                }
                position++;
            }
            if (position == log.size()) {
                tracker.passTo(logEnd);
            }
        }

        private void completeSome() {
            int count = random.nextInt(running.size() + 1);
            for (int completed = 0; completed < count; completed++) {
                int index =
                        random.nextInt(100) < disorder
                                ? random.nextInt(running.size())
                                : Math.min(random.nextInt(50), running.size() - 1);
                long offset = running.remove(index);
                assertThat(done.add(offset)).isTrue();
                doneSinceCommit.add(offset);
                tracker.complete(offset);
            }
        }

        private void commit() {
            Progress progress = tracker.progress();
            committedOffset = progress.offset();
            committedMetadata = CommitMetadata.encode(TOPIC_ID, NOW, progress);
            assertThat(committedMetadata).hasSizeLessThan(CommitMetadata.MAX_LENGTH);
            assertThat(running).allMatch(offset -> offset >= committedOffset);
            doneWhenCommitted.addAll(doneSinceCommit);
            doneSinceCommit.clear();
        }

        /** A revocation commits first, a crash does not. What completed since may then repeat. */
        private void takeOver(boolean committing) {
            if (committing) {
                commit();
            }
            running.clear();
            done.removeAll(doneSinceCommit);
            doneSinceCommit.clear();
            tracker =
                    CompletionTracker.from(
                            CommitMetadata.decode(TOPIC_ID, committedOffset, committedMetadata)
                                    .orElse(Progress.at(committedOffset)));
            position = 0;
            while (position < log.size() && log.get(position) < committedOffset) {
                position++;
            }
        }
    }

    private static CompletionTracker restarted(CompletionTracker tracker) {
        Progress progress = tracker.progress();
        String metadata = CommitMetadata.encode(TOPIC_ID, NOW, progress);
        return CompletionTracker.from(
                CommitMetadata.decode(TOPIC_ID, progress.offset(), metadata).orElseThrow());
    }
}
