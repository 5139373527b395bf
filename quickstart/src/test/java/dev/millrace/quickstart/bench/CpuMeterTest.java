package dev.millrace.quickstart.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.devstack.Health;
import dev.millrace.devstack.ProcessStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CpuMeterTest {

    @Test
    void usedTimeIsScaledToAThousandTasksAndTheModelDoesNotCount() {
        CpuMeter start =
                new CpuMeter(
                        Map.of("kafka", Duration.ofSeconds(10), "model", Duration.ofSeconds(1)));
        CpuMeter end =
                new CpuMeter(
                        Map.of("kafka", Duration.ofSeconds(14), "model", Duration.ofSeconds(9)));
        Metrics metrics = end.since(start, 2_000, "model");
        assertThat(metrics.get("cpuSecondsPer1000Tasks")).isEqualTo(2);
        assertThat(metrics.get("cpuSecondsPer1000Tasks.kafka")).isEqualTo(2);
        assertThat(metrics.get("cpuSecondsPer1000Tasks.model")).isEqualTo(4);
    }

    @Test
    void restartedProcessCountsFromItsStart() {
        CpuMeter start = new CpuMeter(Map.of("kafka", Duration.ofSeconds(10)));
        CpuMeter end = new CpuMeter(Map.of("kafka", Duration.ofSeconds(3)));
        assertThat(end.since(start, 1_000, "").get("cpuSecondsPer1000Tasks")).isEqualTo(3);
    }

    @Test
    void liveProcessHasUsedSomeTimeAndAMissingOneIsLeftOut() {
        CpuMeter meter =
                CpuMeter.read(
                        List.of(
                                new ProcessStatus(
                                        "here",
                                        ProcessHandle.current().pid(),
                                        1,
                                        Health.HEALTHY,
                                        0),
                                new ProcessStatus("down", null, 1, Health.DOWN, 0)));
        assertThat(meter.byProcess()).containsOnlyKeys("here");
        assertThat(meter.byProcess().get("here")).isPositive();
    }
}
