package dev.millrace.gateway.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.backlog.Backlog.Waiting;
import dev.millrace.gateway.submission.TaskPriority;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BoundsTest {

    private final Bounds bounds =
            new Bounds(
                    new BacklogSettings(
                            true,
                            1_000,
                            Duration.ofMinutes(10),
                            60,
                            80,
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(60)));

    @Test
    void moreAndMoreBacklogRefusesLowThenNormalThenHigh() {
        assertThat(refusedAt(599)).isEmpty();
        assertThat(refusedAt(600)).containsExactly(TaskPriority.LOW);
        assertThat(refusedAt(800)).containsExactly(TaskPriority.LOW, TaskPriority.NORMAL);
        assertThat(refusedAt(1_000)).containsExactly(TaskPriority.values());
    }

    @Test
    void whatWaitsInAllLanesCountsTogether() {
        Backlog backlog =
                new Backlog(
                        Map.of(
                                Lane.INTAKE, waiting(200, 0),
                                Lane.LOW, waiting(300, 0),
                                Lane.RETRY, waiting(100, 0)));

        assertThat(refused(backlog)).containsExactly(TaskPriority.LOW);
    }

    @Test
    void growingAgeRefusesLowThenNormalThenHigh() {
        assertThat(refusedAtAge(Lane.INTAKE, 359)).isEmpty();
        assertThat(refusedAtAge(Lane.INTAKE, 360)).containsExactly(TaskPriority.LOW);
        assertThat(refusedAtAge(Lane.INTAKE, 480))
                .containsExactly(TaskPriority.LOW, TaskPriority.NORMAL);
        assertThat(refusedAtAge(Lane.INTAKE, 600)).containsExactly(TaskPriority.values());
    }

    /**
     * How a pipeline runs dry while its gateways go on to tell of it, see
     * docs/operations/upgrade.md.
     */
    @Test
    void anAgeOfZeroTakesNothingAtAll() {
        Bounds none =
                new Bounds(
                        new BacklogSettings(
                                true,
                                1_000,
                                Duration.ZERO,
                                60,
                                80,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(60)));

        assertThat(TaskPriority.values())
                .allMatch(
                        priority ->
                                none.excess(new Backlog(Map.of()), new Arrival(priority, false))
                                        .isPresent());
    }

    @Test
    void ofTheAgeOnlyLanesThatATaskWaitsBehindCount() {
        assertThat(refusedAtAge(Lane.LOW, 3_600)).containsExactly(TaskPriority.LOW);
        assertThat(refusedAtAge(Lane.NORMAL, 3_600))
                .containsExactly(TaskPriority.LOW, TaskPriority.NORMAL);
        assertThat(refusedAtAge(Lane.HIGH, 3_600)).containsExactly(TaskPriority.values());
    }

    @ParameterizedTest
    @EnumSource(names = {"DOCUMENTS", "CHUNKS", "SCORES"})
    void documentsThatWaitHoldBackOnlyTasksThatBringSome(Lane lane) {
        Backlog many = new Backlog(Map.of(lane, waiting(800, 0)));
        Backlog old = new Backlog(Map.of(lane, waiting(1, 480)));

        for (Backlog backlog : List.of(many, old)) {
            assertThat(refused(backlog, true))
                    .containsExactly(TaskPriority.LOW, TaskPriority.NORMAL);
            assertThat(refused(backlog, false)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INTAKE", "ADMITTED", "RETRY", "TOOLS", "OUTCOMES"})
    void everythingElseThatAllTasksComeThroughHoldsAllBack(Lane lane) {
        assertThat(refused(new Backlog(Map.of(lane, waiting(1_000, 0)))))
                .containsExactly(TaskPriority.values());
        assertThat(refusedAtAge(lane, 600)).containsExactly(TaskPriority.values());
    }

    @Test
    void theCallerIsToldWhenThereIsRoomAgainAtTheRateOfNow() {
        assertThat(retryAfter(699, 10)).isEqualTo(10);
        assertThat(retryAfter(600, 1_000)).isEqualTo(1);
        assertThat(retryAfter(100_000, 10)).isEqualTo(60);
        assertThat(retryAfter(600, 0)).isEqualTo(60);
    }

    private long retryAfter(long count, double donePerSecond) {
        Backlog backlog =
                new Backlog(
                        Map.of(
                                Lane.LOW, new Waiting(count, Duration.ZERO, donePerSecond),
                                Lane.INTAKE, new Waiting(0, Duration.ZERO, 5_000)));
        return bounds.excess(backlog, new Arrival(TaskPriority.LOW, false))
                .orElseThrow()
                .retryAfter()
                .toSeconds();
    }

    private List<TaskPriority> refusedAt(long count) {
        return refused(new Backlog(Map.of(Lane.INTAKE, waiting(count, 0))));
    }

    private List<TaskPriority> refusedAtAge(Lane lane, long seconds) {
        return refused(new Backlog(Map.of(lane, waiting(1, seconds))));
    }

    private List<TaskPriority> refused(Backlog backlog) {
        return refused(backlog, false);
    }

    private List<TaskPriority> refused(Backlog backlog, boolean hasDocuments) {
        return Arrays.stream(TaskPriority.values())
                .filter(
                        priority ->
                                bounds.excess(backlog, new Arrival(priority, hasDocuments))
                                        .isPresent())
                .toList();
    }

    private static Waiting waiting(long count, long seconds) {
        return new Waiting(count, Duration.ofSeconds(seconds), 10);
    }
}
