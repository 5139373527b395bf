package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.TaskState;
import dev.millrace.devstack.Ports;
import dev.millrace.simulatedllm.SimulationConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Stops the executor in an orderly way while calls are in flight that take less than it waits for:
 * none of them is made twice.
 */
@Order(8)
class PlannedStopIT {

    private static final int TASKS = 40;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final TaskClient CLIENT = PIPELINE.client();

    @AfterAll
    static void close() {
        PIPELINE.model().configure(SimulationConfig.DEFAULT);
        CLIENT.close();
    }

    @Test
    void aPlannedRestartOfTheExecutorPaysNoCallTwice() throws Exception {
        PIPELINE.model().configure(SimulationConfig.DEFAULT.withLatency(Duration.ofSeconds(4)));
        PIPELINE.model().resetStats();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            ids.add(CLIENT.start("stepper", "Take your time, number " + i));
        }
        await().atMost(PATIENCE).until(() -> PIPELINE.model().stats().inFlight() > 0);

        PIPELINE.stop(Ports.LLM_EXECUTOR);
        assertThat(PIPELINE.model().stats().abandoned()).isZero();
        PIPELINE.start(Ports.LLM_EXECUTOR);

        try (Results results = new Results(PIPELINE)) {
            assertThat(results.awaitAll(ids, PATIENCE).values())
                    .allSatisfy(
                            result ->
                                    assertThat(result.getState())
                                            .as(result.toString())
                                            .isEqualTo(TaskState.completed));
        }
        assertThat(PIPELINE.model().stats().duplicates()).isZero();
        assertThat(PIPELINE.model().stats().calls()).isEqualTo(TASKS);
    }
}
