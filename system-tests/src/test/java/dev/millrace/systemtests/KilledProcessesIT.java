package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.devstack.Ports;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills each process in the middle of its work: no accepted task is lost and each has exactly one
 * result.
 */
@Order(9)
class KilledProcessesIT {

    private static final int TASKS = 500;
    private static final int KILL_AFTER = 150;
    private static final Duration PAUSE = Duration.ofMillis(8);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final TaskClient CLIENT = PIPELINE.client();

    @AfterAll
    static void close() {
        CLIENT.close();
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
    void everyTaskHasOneResultWhenAProcessIsKilled(String name) throws Exception {
        int restarts = PIPELINE.status(name).restarts();

        List<String> ids = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            if (i == KILL_AFTER) {
                PIPELINE.kill(name);
            }
            ids.add(submit(i));
            Thread.sleep(PAUSE);
        }

        assertOneResultEach(ids);
        PIPELINE.awaitHealthy(name);
        assertThat(PIPELINE.status(name).restarts()).isGreaterThan(restarts);
    }

    @Test
    void streamProcessorsGoOnWithoutTheRegistry() throws Exception {
        long deadLetters = deadLetters();
        PIPELINE.stop(Ports.REGISTRY);
        PIPELINE.kill(Ports.STREAM_PROCESSORS);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            ids.add(submit(i));
        }
        PIPELINE.start(Ports.REGISTRY);

        assertOneResultEach(ids);
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
                                TaskClient.Reply reply =
                                        number % 5 == 0
                                                ? CLIENT.submit(
                                                        "Who built the mill?",
                                                        new TaskClient.Document(
                                                                "d",
                                                                "",
                                                                "The mill was built by Anna Weber, says page "
                                                                        + number
                                                                        + "."))
                                                : CLIENT.submit("Task number " + number);
                                if (reply.status() == 202) {
                                    accepted.add(reply.json().get("id").asString());
                                }
                                return reply.status() == 202;
                            } catch (IOException _) {
                                return false;
                            }
                        });
        return accepted.getFirst();
    }

    private static void assertOneResultEach(List<String> ids) {
        try (RecordedTopic<TaskResult> results = PIPELINE.recorded(Topics.TASKS_RESULTS)) {
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(500))
                    .untilAsserted(
                            () ->
                                    assertThat(byTask(results))
                                            .containsKeys(ids.toArray(String[]::new)));
            Map<String, List<ConsumerRecord<String, TaskResult>>> byTask = byTask(results);
            assertThat(byTask).allSatisfy((id, records) -> assertThat(records).as(id).hasSize(1));
            assertThat(ids)
                    .allSatisfy(
                            id ->
                                    assertThat(byTask.get(id).getFirst().value().getState())
                                            .as(id)
                                            .isEqualTo(TaskState.completed));
        }
    }

    private static Map<String, List<ConsumerRecord<String, TaskResult>>> byTask(
            RecordedTopic<TaskResult> results) {
        return results.read().stream().collect(Collectors.groupingBy(ConsumerRecord::key));
    }

    private static long deadLetters() {
        return Topics.all().stream()
                .map(
                        (Function<dev.millrace.schemas.Topic<String, ?>, Integer>)
                                topic -> {
                                    try (RecordedTopic<byte[]> letters =
                                            PIPELINE.deadLetters(topic)) {
                                        return letters.read().size();
                                    }
                                })
                .mapToLong(Integer::longValue)
                .sum();
    }
}
