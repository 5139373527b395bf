package dev.millrace.quickstart.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class BenchReportTest {

    private static final BenchPlan PLAN =
            new BenchPlan(Scenario.RATED, 1_500, 50, Duration.ofMillis(200), 500, false);

    @Test
    void jsonHasMetricsAndTargetsByName() {
        BenchReport report = report(41);
        JsonNode json = JsonMapper.shared().readTree(report.toJson());
        assertThat(json.propertyNames())
                .containsExactly("scenario", "machine", "command", "metrics", "targets");
        assertThat(json.at("/scenario").asString())
                .isEqualTo(
                        "rated: 1,500 tasks over HTTP at 50/s, model latency 200 ms, after 500 tasks to warm up");
        assertThat(json.at("/machine").asString()).isEqualTo("a machine");
        assertThat(json.at("/command").asString()).isEqualTo("./millrace bench --rate 50");
        assertThat(json.at("/metrics/addedLatencyP50Ms").asDouble()).isEqualTo(41);
        assertThat(json.at("/targets/addedLatencyP50Ms/target").asDouble()).isEqualTo(60);
        assertThat(json.at("/targets/addedLatencyP50Ms/actual").asDouble()).isEqualTo(41);
        assertThat(json.at("/targets/addedLatencyP50Ms/met").asBoolean()).isTrue();
    }

    @Test
    void missedTargetIsSaidAndALostTaskMakesTheRunIncomplete() {
        BenchReport slow = report(75);
        assertThat(slow.toText()).contains("addedLatencyP50Ms at most 60: 75, MISSED");
        assertThat(slow.isWhole()).isTrue();

        Metrics lost = new Metrics().put("lostTasks", 1).put("failedTasks", 0);
        assertThat(new BenchReport(PLAN, "m", "c", lost).isWhole()).isFalse();
    }

    @Test
    void backlogIsHeldToItsThroughputAndTheLateExecutorToItsOpenCalls() {
        BenchPlan backlog = new BenchPlan(Scenario.BACKLOG, 5_000, 0, Duration.ZERO, 0, false);
        assertThat(Target.of(backlog)).contains(new Target("tasksPerSecondIndexed", 500, true));
        BenchPlan late =
                new BenchPlan(Scenario.EXECUTOR_LAST, 10_000, 0, Duration.ofSeconds(10), 0, false);
        assertThat(Target.of(late)).contains(new Target("peakCallsInFlight", 5_000, true));
        assertThat(new Target("peakCallsInFlight", 5_000, true).isMet(new Metrics())).isFalse();
    }

    private static BenchReport report(double p50) {
        Metrics metrics =
                new Metrics()
                        .put("tasksPerSecond", 49.9)
                        .put("addedLatencyP50Ms", p50)
                        .put("lostTasks", 0)
                        .put("failedTasks", 0);
        return new BenchReport(PLAN, "a machine", "./millrace bench --rate 50", metrics);
    }
}
