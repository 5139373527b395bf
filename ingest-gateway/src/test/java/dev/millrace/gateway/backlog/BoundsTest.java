package dev.millrace.gateway.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.backlog.Backlog.Waiting;
import dev.millrace.gateway.submission.TaskPriority;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
                                Lane.RETRY, waiting(100, 0)),
                        10);

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

    @Test
    void ofTheAgeOnlyLanesThatATaskWaitsBehindCount() {
        assertThat(refusedAtAge(Lane.LOW, 3_600)).containsExactly(TaskPriority.LOW);
        assertThat(refusedAtAge(Lane.NORMAL, 3_600))
                .containsExactly(TaskPriority.LOW, TaskPriority.NORMAL);
        assertThat(refusedAtAge(Lane.HIGH, 3_600)).containsExactly(TaskPriority.values());
    }

    @Test
    void theCallerIsToldWhenThereIsRoomAgainAtTheRateOfNow() {
        assertThat(retryAfter(699, 10)).isEqualTo(10);
        assertThat(retryAfter(600, 1_000)).isEqualTo(1);
        assertThat(retryAfter(100_000, 10)).isEqualTo(60);
        assertThat(retryAfter(600, 0)).isEqualTo(60);
    }

    private long retryAfter(long count, double donePerSecond) {
        Backlog backlog = new Backlog(Map.of(Lane.LOW, waiting(count, 0)), donePerSecond);
        return bounds.excess(backlog, TaskPriority.LOW).orElseThrow().retryAfter().toSeconds();
    }

    private List<TaskPriority> refusedAt(long count) {
        return refused(new Backlog(Map.of(Lane.INTAKE, waiting(count, 0)), 10));
    }

    private List<TaskPriority> refusedAtAge(Lane lane, long seconds) {
        return refused(new Backlog(Map.of(lane, waiting(1, seconds)), 10));
    }

    private List<TaskPriority> refused(Backlog backlog) {
        return Arrays.stream(TaskPriority.values())
                .filter(priority -> bounds.excess(backlog, priority).isPresent())
                .toList();
    }

    private static Waiting waiting(long count, long seconds) {
        return new Waiting(count, Duration.ofSeconds(seconds));
    }
}
