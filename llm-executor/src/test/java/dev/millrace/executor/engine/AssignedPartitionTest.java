package dev.millrace.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.executor.engine.Intake.Answer;
import dev.millrace.executor.engine.Intake.DoneListener;
import dev.millrace.executor.metrics.ExecutorMetric;
import dev.millrace.executor.progress.CommitMetadata;
import dev.millrace.executor.progress.Progress;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class AssignedPartitionTest {

    private static final String TOPIC_ID = "bm9ydGggc291dGggZWFzdA";
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final EngineMetrics metrics = new EngineMetrics(meters, "turn");
    private final FakeIntake intake = new FakeIntake();
    private AssignedPartition partition =
            new AssignedPartition(TOPIC_ID, Progress.at(0), Set.of(), metrics);

    @Test
    void nothingNewMeansNoCommit() {
        assertThat(partition.uncommitted(NOW)).isPresent();
        assertThat(partition.uncommitted(NOW)).isEmpty();
        poll(0, 3);
        assertThat(partition.uncommitted(NOW)).isEmpty();
        partition.done(1);
        assertThat(partition.uncommitted(NOW)).isPresent();
        assertThat(partition.uncommitted(NOW)).isEmpty();
    }

    @Test
    void aFailedCommitIsRepeated() {
        poll(0, 3);
        partition.done(0);
        assertThat(partition.uncommitted(NOW)).isPresent();
        partition.commitFailed();
        assertThat(partition.uncommitted(NOW))
                .hasValueSatisfying(commit -> assertThat(commit.offset()).isEqualTo(1));
    }

    @Test
    void isBlockedWhileTheIntakeIsFullAndOffersTheRestLater() {
        intake.answer = Answer.FULL;
        assertThat(poll(0, 3)).isEqualTo(Answer.FULL);
        assertThat(partition.isBlocked()).isTrue();
        intake.answer = Answer.TAKEN;
        assertThat(partition.offerTo(intake, intake)).isEqualTo(Answer.TAKEN);
        assertThat(partition.isBlocked()).isFalse();
        assertThat(intake.offsets).containsExactly(0L, 1L, 2L);
    }

    @Test
    void aRecordThatCannotBeReadForNowIsNeitherSkippedNorCommitted() {
        intake.answer = Answer.UNREADABLE_FOR_NOW;
        assertThat(poll(0, 3)).isEqualTo(Answer.UNREADABLE_FOR_NOW);
        assertThat(partition.uncommitted(NOW))
                .hasValueSatisfying(commit -> assertThat(commit.offset()).isZero());
        intake.answer = Answer.TAKEN;
        partition.offerTo(intake, intake);
        assertThat(intake.offsets).containsExactly(0L, 1L, 2L);
    }

    @Test
    void theSuccessorSkipsWhatWasDoneAndCountsIt() {
        poll(0, 5);
        partition.begun(1);
        partition.begun(2);
        partition.done(1);
        partition.done(3);
        OffsetAndMetadata commit = partition.uncommitted(NOW).orElseThrow();
        partition =
                new AssignedPartition(
                        TOPIC_ID,
                        CommitMetadata.decode(TOPIC_ID, commit.offset(), commit.metadata())
                                .orElseThrow(),
                        Set.of(),
                        metrics);
        intake.offsets.clear();
        poll(0, 6);
        assertThat(intake.offsets).containsExactly(0L, 2L, 4L, 5L);
        assertThat(intake.maybeMadeBefore).containsExactly(2L);
        assertThat(meters.get(ExecutorMetric.REPEATS_SKIPPED.id()).counter().count()).isEqualTo(2);
    }

    @Test
    void aCallThatBeginsIsTold() {
        poll(0, 5);
        assertThat(partition.uncommitted(NOW)).isPresent();
        partition.begun(3);
        assertThat(partition.uncommitted(NOW)).isPresent();
        partition.begun(3);
        assertThat(partition.uncommitted(NOW)).isEmpty();
    }

    @Test
    void stopsTakingWhileTheMetadataIsFullAndGoesOnAfterwards() {
        // Every second record done at once makes the longest metadata for what is open.
        List<ConsumerRecord<byte[], byte[]>> records =
                IntStream.range(0, 60_000).filter(i -> i % 37 == 0).mapToObj(i -> at(i)).toList();
        partition.add(records, 60_000);
        assertThat(partition.offerTo(intake, intake)).isEqualTo(Answer.TAKEN);
        List<ConsumerRecord<byte[], byte[]>> more =
                IntStream.range(60_000, 400_000)
                        .filter(i -> i % 37 == 0)
                        .mapToObj(i -> at(i))
                        .toList();
        partition.add(more, 400_000);
        assertThat(partition.offerTo(intake, intake)).isEqualTo(Answer.FULL);
        assertThat(meters.get(ExecutorMetric.METADATA_FULL.id()).counter().count()).isEqualTo(1);

        List<Long> taken = List.copyOf(intake.offsets);
        taken.forEach(partition::done);
        assertThat(partition.uncommitted(NOW).orElseThrow().metadata().length()).isLessThan(4_096);
        partition.offerTo(intake, intake);
        assertThat(intake.offsets).hasSizeGreaterThan(taken.size()).doesNotHaveDuplicates();
    }

    @Test
    void whatWasReportedAfterTheLastCommitIsSkippedToo() {
        partition = new AssignedPartition(TOPIC_ID, Progress.at(0), Set.of(1L, 2L, 9L), metrics);
        poll(0, 4);
        assertThat(intake.offsets).containsExactly(0L, 3L);
        assertThat(meters.get(ExecutorMetric.REPEATS_SKIPPED.id()).counter().count()).isEqualTo(2);
        partition.done(0);
        assertThat(partition.uncommitted(NOW).orElseThrow().offset()).isEqualTo(3);
        partition.done(3);
        assertThat(partition.uncommitted(NOW).orElseThrow().offset()).isEqualTo(4);
    }

    @Test
    void anOldCommitIsRepeatedSoThatItsTimeIsNeverOld() {
        assertThat(partition.uncommitted(NOW)).isPresent();
        assertThat(partition.uncommitted(NOW.plusSeconds(9))).isEmpty();
        Instant later = NOW.plusSeconds(10);
        OffsetAndMetadata commit = partition.uncommitted(later).orElseThrow();
        assertThat(CommitMetadata.time(commit.metadata())).contains(later);
    }

    @Test
    void offsetsThatBeginAnewAreNewRecords() {
        poll(0, 5);
        IntStream.range(0, 5).forEach(partition::done);
        intake.offsets.clear();
        poll(0, 2);
        assertThat(intake.offsets).containsExactly(0L, 1L);
    }

    private Answer poll(int from, int to) {
        partition.add(IntStream.range(from, to).mapToObj(AssignedPartitionTest::at).toList(), to);
        return partition.offerTo(intake, intake);
    }

    private static ConsumerRecord<byte[], byte[]> at(long offset) {
        return new ConsumerRecord<>("topic", 0, offset, new byte[0], new byte[0]);
    }

    private static final class FakeIntake implements Intake, DoneListener {

        private final List<Long> offsets = new ArrayList<>();
        private final List<Long> maybeMadeBefore = new ArrayList<>();
        private Answer answer = Answer.TAKEN;

        @Override
        public Answer offer(
                ConsumerRecord<byte[], byte[]> record, boolean maybeMade, DoneListener listener) {
            if (answer == Answer.TAKEN) {
                if (maybeMade) {
                    maybeMadeBefore.add(record.offset());
                }
                offsets.add(record.offset());
            }
            return answer;
        }

        @Override
        public void withdraw(Set<TopicPartition> partitions) {}

        @Override
        public void done(TopicPartition partition, long offset) {}
    }
}
