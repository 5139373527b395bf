package dev.millrace.gateway.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.eventruntime.CommittedWork;
import dev.millrace.gateway.backlog.Backlog.Waiting;
import dev.millrace.gateway.backlog.BacklogSource.Head;
import dev.millrace.gateway.backlog.BacklogSource.Question;
import dev.millrace.gateway.backlog.BacklogSource.Reach;
import dev.millrace.gateway.submission.TaskPriority;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BacklogMeterTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private final BacklogMeter meter = new BacklogMeter();

    @Test
    void whatIsOpenIsAddedUpForEachLane() {
        Backlog backlog =
                take(
                        List.of(
                                reach(Lane.HIGH, 0, 100, 90),
                                reach(Lane.HIGH, 1, 50, 50),
                                new Reach(place(Lane.LOW, 0), 200, new CommittedWork(100, 190, 4))),
                        SECOND);

        assertThat(backlog.in(Lane.HIGH).count()).isEqualTo(10);
        assertThat(backlog.in(Lane.LOW).count()).isEqualTo(14);
        assertThat(backlog.in(Lane.NORMAL).count()).isZero();
        assertThat(backlog.count(new Arrival(TaskPriority.LOW, false))).isEqualTo(24);
    }

    @Test
    void theAgeIsThatOfTheFirstOpenRecord() {
        look(1, 100, 100);
        assertThat(look(2, 110, 100)).isZero();
        assertThat(look(3, 120, 100)).isEqualTo(1);
        look(9, 120, 100);
        assertThat(look(10, 130, 109)).isEqualTo(8);
        assertThat(look(11, 130, 110)).as("the next one came at 3").isEqualTo(8);
        assertThat(look(12, 130, 120)).as("the next one came at 10").isEqualTo(2);
        assertThat(look(13, 130, 130)).isZero();
        assertThat(look(99, 131, 130)).isZero();
        assertThat(look(100, 131, 130)).isEqualTo(1);
    }

    @Test
    void anAgeIsKnownForAnyTimeWithBoundedMemory() {
        OffsetHistory history = new OffsetHistory();
        for (int second = 0; second < 50_000; second++) {
            history.add(second * SECOND, second + 1, 0);
        }

        assertThat(history.age(50_000 * SECOND)).isEqualTo(Duration.ofSeconds(50_000));
        history.add(50_000 * SECOND, 50_001, 25_000);
        assertThat(history.age(50_000 * SECOND).toSeconds()).isBetween(24_900L, 25_000L);
    }

    @Test
    void howMuchGetsDoneIsSeenFromOneLookToAnother() {
        take(List.of(reach(Lane.HIGH, 0, 1_000, 0)), SECOND);
        take(List.of(reach(Lane.HIGH, 0, 1_100, 200)), 2 * SECOND);
        Backlog backlog = take(List.of(reach(Lane.HIGH, 0, 1_100, 300)), 3 * SECOND);

        assertThat(backlog.in(Lane.HIGH).donePerSecond()).isEqualTo(150);
        assertThat(backlog.in(Lane.LOW).donePerSecond()).isZero();
    }

    @Test
    void aPartitionThatIsSeenLaterIsNoWorkThatWasJustDone() {
        take(List.of(reach(Lane.HIGH, 0, 100, 100)), SECOND);
        Backlog backlog =
                take(
                        List.of(reach(Lane.HIGH, 0, 110, 110), reach(Lane.HIGH, 1, 5_000, 5_000)),
                        2 * SECOND);

        assertThat(backlog.in(Lane.HIGH).donePerSecond()).isEqualTo(10);
    }

    @Test
    void whatWaitedBeforeTheStartIsAsOldAsItsFirstRecord() {
        look(1, 100, 40);
        assertThat(meter.questions(SECOND))
                .containsExactly(new Question(place(Lane.HIGH, 0), 40, 100));
        learn(1, 40, 40, NOW.minusSeconds(600));

        assertThat(look(2, 100, 40)).isEqualTo(601);
        assertThat(look(3, 100, 60)).as("not known yet").isEqualTo(602);
        assertThat(meter.questions(3 * SECOND)).as("asked lately").isEmpty();
        assertThat(meter.questions(11 * SECOND))
                .containsExactly(new Question(place(Lane.HIGH, 0), 60, 100));
        learn(11, 60, 60, NOW.minusSeconds(300));
        assertThat(look(12, 120, 60)).isEqualTo(301);
        assertThat(look(13, 120, 100)).as("came at 12").isEqualTo(1);
    }

    @Test
    void timesThatNoClockToldAreNotBelieved() {
        look(1, 100, 40);
        learn(1, 40, 40, Instant.EPOCH);
        assertThat(look(3, 100, 40)).isEqualTo(2);
        learn(3, 40, 40, NOW.plusSeconds(60));
        assertThat(look(4, 100, 40)).isEqualTo(3);
    }

    @Test
    void whatTransactionsLeaveBehindIsNoWork() {
        look(1, 100, 100);
        look(2, 101, 100);
        assertThat(meter.questions(3 * SECOND)).as("it may be done at once").isEmpty();
        assertThat(look(8, 101, 100)).isEqualTo(6);
        assertThat(meter.questions(8 * SECOND))
                .containsExactly(new Question(place(Lane.HIGH, 0), 100, 101));
        learn(8, 100, 101, null);

        assertThat(look(9, 101, 100)).isZero();
        assertThat(take(List.of(reach(Lane.HIGH, 0, 101, 100)), 9 * SECOND).in(Lane.HIGH).count())
                .isZero();
        look(10, 103, 100);
        assertThat(look(12, 103, 100)).isEqualTo(2);
        assertThat(take(List.of(reach(Lane.HIGH, 0, 103, 100)), 12 * SECOND).in(Lane.HIGH).count())
                .isEqualTo(2);
        assertThat(look(13, 103, 103)).isZero();
    }

    @Test
    void ofARecordThatStandsStillTheLogIsAskedOnce() {
        look(1, 100, 100);
        look(2, 101, 100);
        look(8, 101, 100);
        assertThat(meter.questions(8 * SECOND)).hasSize(1);
        learn(8, 100, 100, NOW);

        assertThat(look(60, 102, 100)).isEqualTo(58);
        assertThat(meter.questions(60 * SECOND)).isEmpty();
    }

    @Test
    void whoGoesBackHasTheWorkBeforeAgain() {
        look(1, 100, 90);
        learn(1, 90, 95, NOW);

        assertThat(take(List.of(reach(Lane.HIGH, 0, 100, 90)), 2 * SECOND).in(Lane.HIGH).count())
                .isEqualTo(5);
        assertThat(take(List.of(reach(Lane.HIGH, 0, 100, 50)), 3 * SECOND).in(Lane.HIGH).count())
                .isEqualTo(50);
    }

    @Test
    void whatWasSeenIsBelievedForAWhileAndThenUnknown() throws Exception {
        AtomicLong now = new AtomicLong(SECOND);
        FakeSource source = new FakeSource();
        try (BacklogWatch watch =
                new BacklogWatch(
                        source,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(10),
                        now::get,
                        Clock.fixed(NOW, ZoneOffset.UTC))) {
            assertThat(watch.backlog()).isEmpty();
            watch.look();
            assertThat(watch.backlog().orElseThrow().in(Lane.HIGH))
                    .isEqualTo(new Waiting(10, Duration.ofMinutes(10), 0));

            source.away = true;
            now.addAndGet(5 * SECOND);
            watch.look();
            assertThat(watch.backlog()).isPresent();
            now.addAndGet(6 * SECOND);
            assertThat(watch.backlog()).isEmpty();
        }
    }

    private static final class FakeSource implements BacklogSource {

        private boolean away;

        @Override
        public List<Reach> ask() throws ExecutionException {
            if (away) {
                throw new ExecutionException(new IllegalStateException("away"));
            }
            return List.of(reach(Lane.HIGH, 0, 10, 0));
        }

        @Override
        public List<Head> heads(List<Question> questions) {
            return questions.stream()
                    .map(asked -> new Head(asked.place(), 0, 0, NOW.minusSeconds(600)))
                    .toList();
        }
    }

    private void learn(int second, long from, long offset, @Nullable Instant writtenAt) {
        meter.learn(
                List.of(new Head(place(Lane.HIGH, 0), from, offset, writtenAt)),
                second * SECOND,
                NOW);
    }

    private Backlog take(List<Reach> reaches, long nanos) {
        meter.look(reaches, nanos);
        return meter.backlog(nanos);
    }

    private long look(int second, long end, long firstOpen) {
        return take(List.of(reach(Lane.HIGH, 0, end, firstOpen)), second * SECOND)
                .in(Lane.HIGH)
                .age()
                .toSeconds();
    }

    private static Reach reach(Lane lane, int partition, long end, long committed) {
        return new Reach(place(lane, partition), end, CommittedWork.of(committed, ""));
    }

    private static Place place(Lane lane, int partition) {
        return new Place(lane, lane.places().getFirst().topic(), partition);
    }
}
