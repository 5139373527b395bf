package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.simulatedllm.FaultRates;
import dev.millrace.simulatedllm.SimulationConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * A model that is down is left alone, another one answers, and it is asked again when it is well.
 */
@Order(7)
class BreakerIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String PRIMARY = "primary";
    private static final SimulationConfig WELL =
            SimulationConfig.DEFAULT.withLatency(Duration.ofMillis(50));
    private static final SimulationConfig PRIMARY_DOWN =
            WELL.withFaults(new FaultRates(0, 1, 0, 0, 0)).withFaultyModels(Set.of(PRIMARY));

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final TaskClient CLIENT = PIPELINE.client();
    private static final Breakers BREAKERS = new Breakers(PIPELINE);

    @AfterAll
    static void close() {
        PIPELINE.model().configure(WELL);
        CLIENT.close();
        BREAKERS.close();
    }

    @Test
    void whileAModelIsDownAnotherOneAnswersAndItIsLeftAlone() throws Exception {
        PIPELINE.model().configure(PRIMARY_DOWN);
        PIPELINE.model().resetStats();
        try (Results results = new Results(PIPELINE)) {
            assertAnsweredBySecondary(results, 40);
            await().atMost(PATIENCE).until(() -> !BREAKERS.isClosed(PRIMARY));

            long before = callsOfPrimary();
            assertAnsweredBySecondary(results, 100);
            long more = callsOfPrimary() - before;
            System.out.printf(
                    "breaker: %d calls until it opened, %d for the next 100 tasks%n", before, more);
            assertThat(more).isLessThanOrEqualTo(25);

            PIPELINE.model().configure(WELL);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(500))
                    .until(
                            () ->
                                    !result(results, start("careful")).getDegraded()
                                            && BREAKERS.isClosed(PRIMARY));
            TaskResult well = result(results, start("careful"));
            assertThat(well.getModel()).isEqualTo(PRIMARY);
            assertThat(well.getDegraded()).isFalse();
        }
    }

    @Test
    void withNoOtherModelTheTextOfTheAgentAnswers() throws Exception {
        PIPELINE.model().configure(PRIMARY_DOWN);
        try (Results results = new Results(PIPELINE)) {
            TaskResult result = result(results, start("modest"));

            assertThat(result.getState()).isEqualTo(TaskState.completed);
            assertThat(result.getText()).isEqualTo("Please ask again later.");
            assertThat(result.getModel()).isEqualTo("static");
            assertThat(result.getDegraded()).isTrue();
        }
    }

    private static void assertAnsweredBySecondary(Results results, int tasks) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            ids.add(start("careful"));
        }
        assertThat(results.awaitAll(ids, PATIENCE).values())
                .allSatisfy(
                        result -> {
                            assertThat(result.getState())
                                    .as(result.toString())
                                    .isEqualTo(TaskState.completed);
                            assertThat(result.getModel()).isEqualTo("secondary");
                            assertThat(result.getDegraded()).isTrue();
                        });
    }

    private static String start(String agent) throws Exception {
        return CLIENT.start(agent, "Who answers?");
    }

    private static TaskResult result(Results results, String task) {
        return results.awaitAll(List.of(task), PATIENCE).get(task);
    }

    private static long callsOfPrimary() {
        return PIPELINE.model().stats().models().get(PRIMARY).calls();
    }
}
