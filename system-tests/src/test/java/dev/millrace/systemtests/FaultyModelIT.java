package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.simulatedllm.FaultRates;
import dev.millrace.simulatedllm.SimulationConfig;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Three of ten calls of the model go wrong, each in one of five ways. With {@code
 * -Dmillrace.fault.tasks=2000} in full size.
 */
@Order(6)
class FaultyModelIT {

    private static final int TASKS = Integer.getInteger("millrace.fault.tasks", 300);
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final FaultRates THREE_OF_TEN = new FaultRates(0.06, 0.06, 0.06, 0.06, 0.06);
    private static final SimulationConfig WELL =
            SimulationConfig.DEFAULT
                    .withLatency(Duration.ofMillis(100))
                    .withRetryAfter(Duration.ofMillis(500));
    private static final String FAILED_TASKS = "agents.tasks.admitted.dlq";

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final TaskClient CLIENT = PIPELINE.client();

    @AfterAll
    static void close() {
        CLIENT.close();
    }

    @Test
    void allTasksEndAndWhatFailedIsRedrivenWhenTheModelIsWell() throws Exception {
        PIPELINE.model().configure(WELL.withFaults(THREE_OF_TEN));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            ids.add(CLIENT.start("patient", "Are you well, number " + i + "?"));
        }

        try (Results results = new Results(PIPELINE)) {
            Map<String, TaskResult> byTask = results.awaitAll(ids, PATIENCE);
            List<String> failed =
                    ids.stream()
                            .filter(id -> byTask.get(id).getState() == TaskState.failed)
                            .toList();
            tell(byTask, failed);
            assertThat(ids)
                    .allSatisfy(
                            id ->
                                    assertThat(byTask.get(id).getState())
                                            .isIn(TaskState.completed, TaskState.failed));
            // Three failures in a row are 27 of 1,000 turns.
            assertThat(failed).isNotEmpty().hasSizeLessThan(TASKS / 5);
            assertThat(StepLog.read(PIPELINE, ids).mostCallsOfATurn())
                    .isLessThanOrEqualTo(Pipeline.TURN_ATTEMPTS);

            PIPELINE.model().configure(WELL);
            redrive(failed, results);
        }
    }

    private static void redrive(List<String> failed, Results results) throws Exception {
        Map<String, String> letters = deadLetters(failed);
        Map<String, String> newTasks = new HashMap<>();
        for (String task : failed) {
            assertAccepted(CLIENT.redrive(letters.get(task)));
            newTasks.put(task, newTask(letters.get(task)));
        }
        assertAccepted(CLIENT.redrive(letters.get(failed.getFirst())));

        Map<String, TaskResult> redriven = results.awaitAll(newTasks.values(), PATIENCE);
        for (String task : failed) {
            TaskResult result = redriven.get(newTasks.get(task));
            assertThat(result.getState()).as(result.toString()).isEqualTo(TaskState.completed);
            assertThat(result.getRedriveOf()).isEqualTo(task);
            assertThat(results.count(task)).isOne();
        }
        String first = failed.getFirst();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () ->
                                assertThat(CLIENT.get(first).json().path("redrivenAs").asString(""))
                                        .isEqualTo(newTasks.get(first)));
        assertThat(CLIENT.get(first).json().get("state").asString()).isEqualTo("failed");
        // The second redrive of it was the same task again.
        assertThat(results.count(newTasks.get(first))).isOne();
    }

    private static void assertAccepted(TaskClient.Reply reply) {
        assertThat(reply.status()).as(reply.response().body()).isBetween(200, 202);
    }

    /** The dead letter of each task. */
    private static Map<String, String> deadLetters(List<String> tasks) throws Exception {
        Map<String, String> letters = new HashMap<>();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(
                        () -> {
                            letters.putAll(list());
                            assertThat(letters).containsKeys(tasks.toArray(String[]::new));
                        });
        return letters;
    }

    private static Map<String, String> list() throws Exception {
        Map<String, String> letters = new HashMap<>();
        String cursor = "";
        do {
            JsonNode page =
                    CLIENT.deadLetters("topic=" + FAILED_TASKS + "&limit=100" + cursor).json();
            page.get("items")
                    .forEach(
                            letter ->
                                    letters.put(
                                            letter.path("taskId").asString(""),
                                            letter.get("id").asString()));
            cursor = page.hasNonNull("next") ? "&cursor=" + page.get("next").asString() : "";
        } while (!cursor.isEmpty());
        return letters;
    }

    /** The same dead letter always makes the same task. */
    private static String newTask(String letter) throws Exception {
        byte[] hash =
                MessageDigest.getInstance("SHA-256")
                        .digest(letter.getBytes(StandardCharsets.UTF_8));
        return "redrive-" + HexFormat.of().formatHex(hash).substring(0, 16);
    }

    private static void tell(Map<String, TaskResult> byTask, List<String> failed) {
        Map<String, Long> reasons =
                failed.stream()
                        .collect(
                                Collectors.groupingBy(
                                        id -> byTask.get(id).getError().getType(),
                                        Collectors.counting()));
        System.out.printf(
                "30 %% faults: %d tasks, %d model calls, %d failed for good: %s%n",
                TASKS, PIPELINE.model().stats().calls(), failed.size(), reasons);
    }
}
