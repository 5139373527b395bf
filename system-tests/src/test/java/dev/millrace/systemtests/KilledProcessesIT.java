package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.devstack.Health;
import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ProcessStatus;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.simulatedllm.Latency;
import dev.millrace.simulatedllm.ReplyScript;
import dev.millrace.simulatedllm.SimulationConfig;
import dev.millrace.simulatedllm.SimulationStats;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills each process in the middle of tasks of three steps: no accepted task is lost, each has
 * exactly one result, what was finished is not done again, and of the calls that cost money at most
 * those are repeated that were in flight. With {@code -Dmillrace.kill.tasks=1000} in full size.
 */
@Order(9)
class KilledProcessesIT {

    private static final int TASKS = Integer.getInteger("millrace.kill.tasks", 240);
    private static final int KILL_AFTER = TASKS / 2;
    private static final Duration PAUSE = Duration.ofMillis(8);
    private static final Duration ON_THE_WAY = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration RECOVERED = Duration.ofSeconds(15);

    private static final SimulationConfig MODEL =
            SimulationConfig.DEFAULT
                    .withLatency(
                            new Latency.Lognormal(
                                    Duration.ofMillis(400),
                                    Duration.ofSeconds(3),
                                    Duration.ofSeconds(8)))
                    .withScript(
                            ReplyScript.parse(
                                    """
                                    - matches: 'Double (\\d+)'
                                      turn: 1
                                      toolCalls: [{name: calculator, arguments: {expression: "$1 * 2"}}]
                                    - contains: Double
                                      turn: 2
                                      text: It is $tool1.
                                    """));

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final TaskClient CLIENT = PIPELINE.client();
    private static final SearchClient SEARCH = new SearchClient(PIPELINE.elasticsearchUrl());

    @AfterAll
    static void close() {
        CLIENT.close();
        SEARCH.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                Ports.LLM_EXECUTOR,
                Ports.STREAM_PROCESSORS,
                Ports.GATEWAY,
                Ports.RESULT_SINK,
                Ports.REGISTRY,
                Ports.ELASTICSEARCH,
                Ports.KAFKA
            })
    void everyTaskHasOneResultAndNoFinishedStepIsRepeatedWhenAProcessIsKilled(String name)
            throws Exception {
        PIPELINE.model().configure(MODEL);
        PIPELINE.model().resetStats();
        AtKill atKill = null;
        CompletableFuture<Instant> back = new CompletableFuture<>();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            if (i == KILL_AFTER) {
                Instant time = Instant.now();
                kill(name, back);
                // Calls that were on their way are counted too, and none can follow so soon.
                Thread.sleep(ON_THE_WAY);
                atKill = new AtKill(time, PIPELINE.model().stats().calls());
            }
            ids.add(submit(i));
            Thread.sleep(PAUSE);
        }

        try (Results results = new Results(PIPELINE)) {
            Map<String, TaskResult> byTask = results.awaitAll(ids, PATIENCE);
            assertAnswered(ids, byTask);
            Optional<Duration> wait = firstNewResult(results.completions(ids), back.join());
            StepLog log = StepLog.read(PIPELINE, ids);
            SimulationStats calls = PIPELINE.model().stats();
            long inFlight = atKill.calls() - log.turnsReportedBy(atKill.time());
            tell(name, Duration.between(atKill.time(), back.join()), inFlight, calls, wait);
            assertThat(wait.orElse(Duration.ZERO)).isLessThanOrEqualTo(RECOVERED);
            assertThat(calls.duplicates()).isLessThanOrEqualTo(inFlight);
            assertNoFinishedStepWasRepeated(log);
        }
        awaitIndexed(ids);
    }

    /** Calls that had begun when the process was killed, those that had been answered included. */
    private record AtKill(Instant time, long calls) {}

    private static void assertNoFinishedStepWasRepeated(StepLog log) {
        assertThat(log.callsOfFinishedWork()).isEmpty();
        assertThat(log.callsOfReportedWork()).isEmpty();
        assertThat(log.ends()).hasSize(3 * TASKS);
        assertThat(log.ends().values()).containsOnly(1L);
    }

    /** Kills a process, and tells when it is healthy again. */
    private static void kill(String name, CompletableFuture<Instant> back) {
        int restarts = PIPELINE.status(name).restarts();
        PIPELINE.kill(name);
        Thread.startVirtualThread(
                () -> {
                    await().atMost(PATIENCE)
                            .pollInterval(Duration.ofMillis(50))
                            .until(() -> isBack(PIPELINE.status(name), restarts));
                    back.complete(Instant.now());
                });
    }

    private static boolean isBack(ProcessStatus status, int restarts) {
        return status.restarts() > restarts && status.health() == Health.HEALTHY;
    }

    private static void assertAnswered(List<String> ids, Map<String, TaskResult> byTask) {
        for (int i = 0; i < ids.size(); i++) {
            TaskResult result = byTask.get(ids.get(i));
            assertThat(result.getState()).as(result.toString()).isEqualTo(TaskState.completed);
            assertThat(result.getText()).isEqualTo("It is " + 2 * i + ".");
        }
    }

    private static void awaitIndexed(List<String> ids) {
        String query =
                TaskClient.JSON.writeValueAsString(
                        Map.of("query", Map.of("terms", Map.of("task.id", ids))));
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .ignoreExceptions()
                .until(() -> SEARCH.count("agents-results", query) == ids.size());
    }

    /** Empty when all tasks had ended before the process was back: nobody waited for it. */
    private static Optional<Duration> firstNewResult(List<Instant> completions, Instant back) {
        return completions.stream()
                .filter(at -> at.isAfter(back))
                .findFirst()
                .map(at -> Duration.between(back, at));
    }

    private static void tell(
            String name,
            Duration away,
            long inFlight,
            SimulationStats calls,
            Optional<Duration> wait) {
        System.out.printf(
                "kill -9 %s: %d tasks, %d calls, %d in flight at the kill, %d broken off, %d repeated; away for %d ms, first new result %s%n",
                name,
                TASKS,
                calls.calls(),
                inFlight,
                calls.abandoned(),
                calls.duplicates(),
                away.toMillis(),
                wait.map(time -> time.toMillis() + " ms after it was back")
                        .orElse("before it was back"));
    }

    @Test
    void streamProcessorsGoOnWithoutTheRegistry() throws Exception {
        PIPELINE.model().configure(MODEL);
        long deadLetters = deadLetters();
        PIPELINE.stop(Ports.REGISTRY);
        PIPELINE.kill(Ports.STREAM_PROCESSORS);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ids.add(submit(i));
        }
        PIPELINE.start(Ports.REGISTRY);

        try (Results results = new Results(PIPELINE)) {
            assertAnswered(ids, results.awaitAll(ids, PATIENCE));
        }
        assertThat(deadLetters()).isEqualTo(deadLetters);
    }

    /**
     * Submits until accepted: while the gateway or the broker is down there is nobody to accept.
     */
    private static String submit(int number) {
        List<String> accepted = new ArrayList<>();
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .pollDelay(Duration.ZERO)
                .until(
                        () -> {
                            try {
                                accepted.add(CLIENT.start("stepper", "Double " + number));
                                return true;
                            } catch (IOException _) {
                                return false;
                            }
                        });
        return accepted.getFirst();
    }

    private static long deadLetters() {
        long count = 0;
        for (Topic<?, ?> topic : Topics.all()) {
            try (RecordedTopic<byte[]> letters = PIPELINE.deadLetters(topic)) {
                count += letters.read().size();
            }
        }
        return count;
    }
}
