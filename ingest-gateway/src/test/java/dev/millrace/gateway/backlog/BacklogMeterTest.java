package dev.millrace.gateway.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.eventruntime.CommittedWork;
import dev.millrace.gateway.backlog.BacklogSource.Reach;
import dev.millrace.gateway.submission.TaskPriority;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BacklogMeterTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final BacklogMeter meter = new BacklogMeter();

    @Test
    void whatIsOpenIsAddedUpForEachLane() {
        Backlog backlog =
                meter.take(
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
        meter.take(List.of(reach(Lane.HIGH, 0, 1_000, 0)), SECOND);
        meter.take(List.of(reach(Lane.HIGH, 0, 1_100, 200)), 2 * SECOND);
        Backlog backlog = meter.take(List.of(reach(Lane.HIGH, 0, 1_100, 300)), 3 * SECOND);

        assertThat(backlog.in(Lane.HIGH).donePerSecond()).isEqualTo(150);
        assertThat(backlog.in(Lane.LOW).donePerSecond()).isZero();
    }

    @Test
    void aPartitionThatIsSeenLaterIsNoWorkThatWasJustDone() {
        meter.take(List.of(reach(Lane.HIGH, 0, 100, 100)), SECOND);
        Backlog backlog =
                meter.take(
                        List.of(reach(Lane.HIGH, 0, 110, 110), reach(Lane.HIGH, 1, 5_000, 5_000)),
                        2 * SECOND);

        assertThat(backlog.in(Lane.HIGH).donePerSecond()).isEqualTo(10);
    }

    @Test
    void whatWasSeenIsBelievedForAWhileAndThenUnknown() throws Exception {
        AtomicLong now = new AtomicLong(SECOND);
        boolean[] away = {false};
        BacklogSource source =
                () -> {
                    if (away[0]) {
                        throw new ExecutionException(new IllegalStateException("away"));
                    }
                    return List.of(reach(Lane.HIGH, 0, 10, 0));
                };
        try (BacklogWatch watch =
                new BacklogWatch(source, Duration.ofSeconds(1), Duration.ofSeconds(10), now::get)) {
            assertThat(watch.backlog()).isEmpty();
            watch.look();
            assertThat(watch.backlog().orElseThrow().in(Lane.HIGH).count()).isEqualTo(10);

            away[0] = true;
            now.addAndGet(5 * SECOND);
            watch.look();
            assertThat(watch.backlog()).isPresent();
            now.addAndGet(6 * SECOND);
            assertThat(watch.backlog()).isEmpty();
        }
    }

    private long look(int second, long end, long firstOpen) {
        return meter.take(List.of(reach(Lane.HIGH, 0, end, firstOpen)), second * SECOND)
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
