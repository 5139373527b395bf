package dev.millrace.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.view.LogEnds.LogEnd;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ViewProgressTest {

    private static final int PARTITION = 2;
    private static final TopicPartition EVENTS =
            new TopicPartition(Topics.TASKS_EVENTS.name(), PARTITION);
    private static final long NEVER = -1;

    private final ViewProgress progress = new ViewProgress();

    @Test
    void anEmptyLogIsCovered() {
        assertThat(progress.covers(PARTITION, new LogEnd(0, 0, NEVER))).isTrue();
        assertThat(progress.covers(PARTITION, new LogEnd(7, 7, NEVER))).isTrue();
    }

    @Test
    void afterARestartWhatWasCommittedBeforeIsCovered() {
        assertThat(progress.covers(PARTITION, new LogEnd(0, 10, 10))).isTrue();
        assertThat(progress.covers(PARTITION, new LogEnd(0, 11, 10))).isFalse();
        assertThat(progress.covers(PARTITION, new LogEnd(0, 10, NEVER))).isFalse();
    }

    @Test
    void whatIsTooOldForTheViewNeedNotBeRead() {
        assertThat(progress.covers(PARTITION, new LogEnd(10, 10, 3))).isTrue();
        assertThat(progress.covers(PARTITION, new LogEnd(9, 10, 3))).isFalse();
        assertThat(progress.covers(PARTITION, new LogEnd(9, 10, NEVER))).isFalse();
    }

    @Test
    void theViewIsBehindByWhatItNeedsAndHasNotRead() {
        assertThat(progress.behind(PARTITION, new LogEnd(4, 10, NEVER))).isEqualTo(6);
        assertThat(progress.behind(PARTITION, new LogEnd(4, 10, 7))).isEqualTo(3);

        take(9, 8);

        assertThat(progress.behind(PARTITION, new LogEnd(4, 10, 7))).isEqualTo(1);
        assertThat(progress.behind(PARTITION, new LogEnd(4, 9, 7))).isZero();
    }

    @Test
    void whatIsReadIsCoveredOnceItIsProcessedAndCommitted() {
        take(12, 10, 11);
        assertThat(progress.covers(PARTITION, new LogEnd(0, 12, 10))).isFalse();

        commit(11);
        assertThat(progress.covers(PARTITION, new LogEnd(0, 12, 10))).isFalse();

        commit(12);
        assertThat(progress.covers(PARTITION, new LogEnd(0, 12, 10))).isTrue();
    }

    @Test
    void transactionMarkersAtTheEndNeedNoCommit() {
        take(12, 10);
        commit(11);

        assertThat(progress.covers(PARTITION, new LogEnd(0, 12, 10))).isTrue();
    }

    @Test
    void markersAfterARestartAreCoveredWithoutAnyRecord() {
        take(12);

        assertThat(progress.covers(PARTITION, new LogEnd(0, 12, 10))).isTrue();
    }

    @Test
    void anOpenTransactionAtTheEndIsNotCovered() {
        take(11, 10);
        commit(11);

        assertThat(progress.covers(PARTITION, new LogEnd(0, 13, 10))).isFalse();
    }

    @Test
    void aPartitionThatWasElsewhereInBetweenCountsFromWhatWasCommittedThere() {
        take(11, 10);
        commit(11);

        assertThat(progress.covers(PARTITION, new LogEnd(0, 20, 20))).isTrue();
        assertThat(progress.covers(PARTITION, new LogEnd(0, 25, 20))).isFalse();
    }

    @Test
    void otherPartitionsAndTopicsDoNotCount() {
        progress.committed(
                Map.of(
                        new TopicPartition(Topics.TASKS_RESULTS.name(), PARTITION),
                        new OffsetAndMetadata(100),
                        new TopicPartition(Topics.TASKS_EVENTS.name(), 0),
                        new OffsetAndMetadata(100)));

        assertThat(progress.covers(PARTITION, new LogEnd(0, 5, NEVER))).isFalse();
    }

    @Test
    void theOneWhoWaitsIsWokenWhenItIsCovered() throws InterruptedException {
        Signal signal = new Signal();
        try (var _ = progress.whenCovered(PARTITION, new LogEnd(0, 12, 10), signal)) {
            take(12, 10, 11);
            assertThat(raised(signal)).isFalse();

            commit(12);
            assertThat(raised(signal)).isTrue();
        }
    }

    @Test
    void theOneWhoComesTooLateIsWokenAtOnce() throws InterruptedException {
        Signal signal = new Signal();

        progress.whenCovered(PARTITION, new LogEnd(0, 10, 10), signal).close();

        assertThat(raised(signal)).isTrue();
    }

    private static boolean raised(Signal signal) throws InterruptedException {
        long start = System.nanoTime();
        signal.await(Duration.ofMillis(100));
        return System.nanoTime() - start < Duration.ofMillis(90).toNanos();
    }

    private void take(long next, long... offsets) {
        List<ConsumerRecord<byte[], byte[]>> records =
                LongStream.of(offsets)
                        .mapToObj(
                                offset ->
                                        new ConsumerRecord<>(
                                                EVENTS.topic(),
                                                PARTITION,
                                                offset,
                                                new byte[0],
                                                new byte[0]))
                        .toList();
        progress.taken(
                new ConsumerRecords<>(
                        records.isEmpty() ? Map.of() : Map.of(EVENTS, records),
                        Map.of(EVENTS, new OffsetAndMetadata(next))));
    }

    private void commit(long offset) {
        progress.committed(Map.of(EVENTS, new OffsetAndMetadata(offset)));
    }
}
