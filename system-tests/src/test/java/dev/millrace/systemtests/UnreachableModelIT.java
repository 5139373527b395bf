package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.Failure;
import dev.millrace.StepCompleted;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.schemas.Topics;
import dev.millrace.simulatedllm.SimulatedModelServer;
import dev.millrace.simulatedllm.SimulationConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * The server of a model goes away altogether: nobody listens on its port. Meanwhile another model
 * answers and the server is hardly called; when it is back on its port, it answers again.
 */
@Order(7)
class UnreachableModelIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration OUTAGE =
            Duration.ofSeconds(Long.getLong("millrace.outage.seconds", 8));
    private static final Duration BETWEEN_TASKS = Duration.ofMillis(50);

    /** The calls from which a breaker concludes anything, and as many that are on their way. */
    private static final int UNTIL_IT_OPENS = 30;

    private static final int PROBES = 5;
    private static final String REMOTE = "remote";
    private static final SimulationConfig WELL =
            SimulationConfig.DEFAULT.withLatency(Duration.ofMillis(50));

    private static final Pipeline PIPELINE = Pipeline.shared();

    @Test
    void whileAServerIsUnreachableItIsOnlyProbedAndAnotherModelAnswers() throws Exception {
        PIPELINE.model().configure(WELL);
        try (TaskClient client = PIPELINE.client();
                Results results = new Results(PIPELINE);
                Breakers breakers = new Breakers(PIPELINE)) {
            try (SimulatedModelServer _ = remote()) {
                assertAnsweredByRemote(result(results, start(client)));
            }

            long start = System.nanoTime();
            List<String> tasks = submitDuringTheOutage(client);
            assertThat(breakers.isClosed(REMOTE)).isFalse();
            assertAnsweredBySecondary(results.awaitAll(tasks, PATIENCE).values());
            Duration away = Duration.ofNanos(System.nanoTime() - start);
            long calls = outcomes(tasks, "connection");
            long heldBack = outcomes(tasks, "breaker-open");

            try (SimulatedModelServer remote = remote()) {
                long back = System.nanoTime();
                await().atMost(PATIENCE)
                        .pollInterval(Duration.ofMillis(200))
                        .until(
                                () ->
                                        !result(results, start(client)).getDegraded()
                                                && breakers.isClosed(REMOTE));
                System.out.printf(
                        "outage: %d s without server, %d tasks, %d calls tried, %d held back; breaker closed %d ms after the return%n",
                        away.toSeconds(),
                        tasks.size(),
                        calls,
                        heldBack,
                        Duration.ofNanos(System.nanoTime() - back).toMillis());
                assertAnsweredByRemote(result(results, start(client)));
                assertThat(remote.stats().calls()).isGreaterThanOrEqualTo(PROBES);
            }
            assertThat(heldBack).isPositive();
            assertThat(calls)
                    .isPositive()
                    .isLessThanOrEqualTo(UNTIL_IT_OPENS + PROBES * timesHalfOpen(away));
        }
    }

    private static SimulatedModelServer remote() throws IOException {
        return SimulatedModelServer.start(WELL, PIPELINE.remoteModelAddress());
    }

    private static List<String> submitDuringTheOutage(TaskClient client) {
        List<String> tasks = new ArrayList<>();
        long end = System.nanoTime() + OUTAGE.toNanos();
        await().atMost(OUTAGE.plus(PATIENCE))
                .pollInterval(BETWEEN_TASKS)
                .until(
                        () -> {
                            tasks.add(start(client));
                            return System.nanoTime() - end >= 0;
                        });
        return tasks;
    }

    private static long timesHalfOpen(Duration away) {
        return away.dividedBy(Pipeline.BREAKER_OPEN) + 1;
    }

    /** How many turns ended so when the remote model was to take them. */
    private static long outcomes(Collection<String> tasks, String failure) {
        Predicate<StepCompleted> wanted =
                outcome ->
                        outcome.getTarget().equals(REMOTE)
                                && outcome.getResult() instanceof Failure failed
                                && failed.getType().equals(failure);
        Set<String> ids = Set.copyOf(tasks);
        try (RecordedTopic<StepCompleted> steps = PIPELINE.recorded(Topics.STEPS_COMPLETED)) {
            return steps.read().stream()
                    .map(ConsumerRecord::value)
                    .filter(outcome -> ids.contains(outcome.getTaskId()))
                    .filter(wanted)
                    .count();
        }
    }

    private static void assertAnsweredByRemote(TaskResult result) {
        assertThat(result.getState()).as(result.toString()).isEqualTo(TaskState.completed);
        assertThat(result.getModel()).isEqualTo(REMOTE);
        assertThat(result.getDegraded()).isFalse();
    }

    private static void assertAnsweredBySecondary(Collection<TaskResult> results) {
        assertThat(results)
                .allSatisfy(
                        result -> {
                            assertThat(result.getState())
                                    .as(result.toString())
                                    .isEqualTo(TaskState.completed);
                            assertThat(result.getModel()).isEqualTo("secondary");
                            assertThat(result.getDegraded()).isTrue();
                        });
    }

    private static String start(TaskClient client) throws IOException, InterruptedException {
        return client.start("distant", "Who answers?");
    }

    private static TaskResult result(Results results, String task) {
        return results.awaitAll(List.of(task), PATIENCE).get(task);
    }
}
