package dev.millrace.executor.lanes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class FairQueueTest {

    private static final int HIGH = 0;
    private static final int NORMAL = 1;
    private static final int LOW = 2;

    private final FairQueue<String> queue = new FairQueue<>(List.of(8, 4, 1), 1_000);

    @Test
    void drainsLanesInProportionToTheirWeights() {
        fill(HIGH, 500);
        fill(NORMAL, 500);
        fill(LOW, 500);
        List<String> drained = drain(130);
        assertThat(Collections.frequency(drained, "0")).isEqualTo(80);
        assertThat(Collections.frequency(drained, "1")).isEqualTo(40);
        assertThat(Collections.frequency(drained, "2")).isEqualTo(10);
    }

    @Test
    void theLowestLaneIsNeverStarved() {
        fill(HIGH, 900);
        fill(LOW, 1);
        assertThat(drain(13)).contains("2");
    }

    @Test
    void aLaneAloneGetsEverything() {
        fill(LOW, 100);
        assertThat(drain(100)).hasSize(100).containsOnly("2");
    }

    @Test
    void tenantsTakeTurnsWithinALane() {
        for (int item = 0; item < 100; item++) {
            queue.add(NORMAL, "many", "many");
        }
        queue.add(NORMAL, "few", "few");
        queue.add(NORMAL, "few", "few");
        assertThat(drain(5)).containsExactly("many", "few", "many", "few", "many");
    }

    @Test
    void oneTenantKeepsItsOrder() {
        queue.add(NORMAL, "t", "1");
        queue.add(NORMAL, "t", "2");
        queue.add(NORMAL, "t", "3");
        assertThat(drain(3)).containsExactly("1", "2", "3");
    }

    @Test
    void aLaneIsFullAtItsWindow() {
        fill(LOW, 999);
        assertThat(queue.isFull(LOW)).isFalse();
        fill(LOW, 1);
        assertThat(queue.isFull(LOW)).isTrue();
        assertThat(queue.isFull(HIGH)).isFalse();
    }

    @Test
    void givesBackWhatIsTakenOut() {
        queue.add(HIGH, "a", "x1");
        queue.add(LOW, "b", "y1");
        queue.add(LOW, "b", "x2");
        assertThat(queue.removeIf(item -> item.startsWith("x"))).containsExactly("x1", "x2");
        assertThat(queue.size()).isEqualTo(1);
        assertThat(drain(1)).containsExactly("y1");
        assertThat(queue.poll(_ -> true)).isEmpty();
    }

    @Test
    void aClosedLaneIsPassedOverAndTheOthersShareAsIfItWereEmpty() {
        fill(HIGH, 100);
        fill(NORMAL, 100);
        fill(LOW, 100);
        List<String> drained = new ArrayList<>();
        for (int item = 0; item < 27; item++) {
            drained.add(queue.poll(lane -> lane != NORMAL).orElseThrow());
        }
        assertThat(Collections.frequency(drained, "0")).isEqualTo(24);
        assertThat(Collections.frequency(drained, "2")).isEqualTo(3);
        assertThat(queue.size(NORMAL)).isEqualTo(100);
    }

    @Test
    void nothingComesWhenEveryWaitingLaneIsClosed() {
        fill(LOW, 1);
        assertThat(queue.poll(lane -> lane != LOW)).isEmpty();
        assertThat(drain(1)).containsExactly("2");
    }

    @Test
    void refusesAWeightBelowOne() {
        assertThatThrownBy(() -> new FairQueue<>(List.of(0), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
    }

    private void fill(int lane, int count) {
        for (int item = 0; item < count; item++) {
            queue.add(lane, "t" + item % 7, Integer.toString(lane));
        }
    }

    private List<String> drain(int count) {
        List<String> drained = new ArrayList<>();
        for (int item = 0; item < count; item++) {
            drained.add(queue.poll(_ -> true).orElseThrow());
        }
        return drained;
    }
}
