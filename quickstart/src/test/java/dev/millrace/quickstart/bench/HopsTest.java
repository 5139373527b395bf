package dev.millrace.quickstart.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Iterator;
import org.junit.jupiter.api.Test;

class HopsTest {

    private static final Duration MODEL = Duration.ofMillis(200);

    @Test
    void addedLatencyIsWhatTheModelDidNotTake() {
        Timelines timelines = new Timelines();
        record(timelines, "a", 1_000, 1_002, 1_010, 1_016, 1_220, 1_228, 1_230);
        record(timelines, "b", 2_000, 2_002, 2_020, 2_026, 2_230, 2_238, 2_250);

        Metrics metrics = Hops.measure(timelines.sent(), MODEL);

        assertThat(metrics.get("addedLatencyP50Ms")).isEqualTo(30);
        assertThat(metrics.get("addedLatencyP99Ms")).isEqualTo(50);
        assertThat(metrics.get("hop.gateway.p50Ms")).isEqualTo(2);
        assertThat(metrics.get("hop.admission.p50Ms")).isEqualTo(8);
        assertThat(metrics.get("hop.executor.p50Ms")).isEqualTo(4);
        assertThat(metrics.get("hop.executor.share")).isCloseTo(4 / 40.0, within(0.001));
        double shares =
                Hops.ALL.stream().mapToDouble(h -> metrics.get("hop." + h.name() + ".share")).sum();
        assertThat(shares).isCloseTo(1, within(0.005));
    }

    @Test
    void taskWithoutResultDoesNotCount() {
        Timelines timelines = new Timelines();
        record(timelines, "a", 1_000, 1_002, 1_010, 1_016, 1_220, 1_228, 1_230);
        timelines.reached("lost", Stage.SENT, 1_000);
        timelines.reached("lost", Stage.REQUESTED, 9_000);
        assertThat(Hops.measure(timelines.sent(), MODEL).get("addedLatencyMaxMs")).isEqualTo(30);
    }

    @Test
    void stageEndsWhenTheLastTaskReachesIt() {
        Timelines timelines = new Timelines();
        record(timelines, "a", 1_000, 1_500, 2_000, 2_500, 3_000, 3_500, 4_000);
        record(timelines, "b", 1_100, 1_200, 1_300, 1_400, 3_100, 3_200, 4_500);
        Metrics ends = Hops.stageEnds(timelines.sent());
        assertThat(ends.get("stageEnd.requestedSeconds")).isEqualTo(0.5);
        assertThat(ends.get("stageEnd.stepCompletedSeconds")).isEqualTo(2.1);
        assertThat(ends.get("stageEnd.seenSeconds")).isEqualTo(3.5);
        assertThat(ends.has("stageEnd.indexedSeconds")).isFalse();
    }

    @Test
    void repeatedResultIsCountedAndChangesNoTime() {
        Timelines timelines = new Timelines();
        record(timelines, "a", 1_000, 1_002, 1_010, 1_016, 1_220, 1_228, 1_230);
        timelines.reached("a", Stage.RESULT, 5_000);
        timelines.reached("a", Stage.SEEN, 5_001);
        assertThat(timelines.repeatedResults()).isEqualTo(1);
        assertThat(timelines.count(Stage.SEEN)).isEqualTo(1);
        assertThat(Hops.measure(timelines.sent(), MODEL).get("addedLatencyMaxMs")).isEqualTo(30);
    }

    private static void record(Timelines timelines, String task, long... times) {
        Iterator<Stage> stages = EnumSet.allOf(Stage.class).iterator();
        for (long time : times) {
            timelines.reached(task, stages.next(), time);
        }
    }
}
