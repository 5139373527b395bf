package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.TaskCommand;
import dev.millrace.TaskRequested;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.devstack.Ports;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.schemas.Topics;
import dev.millrace.simulatedllm.SimulationConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** An order to cancel ends a task once, whenever it comes. */
@Order(5)
class CancelIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final SimulationConfig QUICK =
            SimulationConfig.DEFAULT.withLatency(Duration.ofMillis(50));

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final TaskClient CLIENT = PIPELINE.client();
    private static final Results RESULTS = new Results(PIPELINE);

    @BeforeEach
    void reset() {
        PIPELINE.model().configure(QUICK);
        PIPELINE.model().resetStats();
    }

    @AfterEach
    void configure() {
        PIPELINE.model().configure(QUICK);
    }

    @AfterAll
    static void close() {
        RESULTS.close();
        CLIENT.close();
    }

    @Test
    void theCallOfARunningTaskIsBrokenOff() throws Exception {
        String task = running();

        assertThat(CLIENT.cancel(task).status()).isEqualTo(202);

        assertCanceled(task);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(PIPELINE.model().stats().abandoned()).isOne());
        assertThat(PIPELINE.model().stats().inFlight()).isZero();
        assertThat(PIPELINE.model().stats().calls()).isOne();
    }

    @Test
    void aWaitingTaskIsNeverRun() throws Exception {
        PIPELINE.stop(Ports.LLM_EXECUTOR);
        try {
            String task = CLIENT.start("stepper", "Will I be run?");
            awaitEvent(task, "step_requested");

            assertThat(CLIENT.cancel(task).status()).isEqualTo(202);

            assertCanceled(task);
        } finally {
            PIPELINE.start(Ports.LLM_EXECUTOR);
        }
        assertCompleted(CLIENT.start("stepper", "And I?"));
        assertThat(PIPELINE.model().stats().calls()).as("calls, that of the second task").isOne();
    }

    @Test
    void aTaskThatRacesWithItsCancellationEndsOnce() throws Exception {
        PIPELINE.model().configure(QUICK.withLatency(Duration.ofMillis(120)));
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String task = CLIENT.start("stepper", "Who is first, number " + i + "?");
            Thread.sleep(i * 4L);
            assertThat(CLIENT.cancel(task).status()).isIn(200, 202);
            tasks.add(task);
        }

        Map<TaskState, Integer> ends = new HashMap<>();
        Map<String, TaskResult> results = RESULTS.awaitAll(tasks, PATIENCE);
        results.values().forEach(result -> ends.merge(result.getState(), 1, Integer::sum));
        System.out.println("racing with the answer: " + ends);
        assertThat(ends).containsOnlyKeys(TaskState.completed, TaskState.canceled);
        // What comes late must not make a second result.
        assertCompleted(CLIENT.start("stepper", "The last one"));
        RESULTS.awaitAll(tasks, PATIENCE);
    }

    /** Both wait when the processors start. */
    @Test
    void aTaskThatIsNotYetAdmittedIsCanceledAsSoonAsItIs() throws Exception {
        PIPELINE.model().configure(QUICK.withLatency(LONG));
        PIPELINE.stop(Ports.STREAM_PROCESSORS);
        String task;
        try {
            task = CLIENT.start("stepper", "Will I be admitted?");
            assertThat(CLIENT.cancel(task).status()).isEqualTo(202);
        } finally {
            PIPELINE.start(Ports.STREAM_PROCESSORS);
        }

        assertCanceled(task);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(PIPELINE.model().stats().inFlight()).isZero());
        assertThat(RESULTS.count(task)).isOne();
    }

    @Test
    void anOrderThatComesBeforeItsTaskWaitsForIt() throws Exception {
        String task = UUID.randomUUID().toString();
        command(task, "dev");
        assertCompleted(CLIENT.start("stepper", "Something in between"));
        long calls = PIPELINE.model().stats().calls();

        request(task);

        assertCanceled(task);
        assertThat(PIPELINE.model().stats().calls()).isEqualTo(calls);
    }

    @Test
    void anOrderOfAnotherTenantIsIgnored() throws Exception {
        PIPELINE.model().configure(QUICK.withLatency(Duration.ofSeconds(3)));
        String task = CLIENT.start("stepper", "Whose am I?");
        command(task, "somebody-else");

        assertCompleted(task);
    }

    @Test
    void anEndedTaskStaysAsItIs() throws Exception {
        String task = CLIENT.start("stepper", "Am I done?");
        assertCompleted(task);

        TaskClient.Reply reply = CLIENT.cancel(task);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().get("state").asString()).isEqualTo("completed");
        command(task, "dev");

        assertCompleted(CLIENT.start("stepper", "Something else"));
        assertThat(RESULTS.count(task)).isOne();
        assertThat(CLIENT.get(task).json().get("state").asString()).isEqualTo("completed");
    }

    @Test
    void anOrderOutlivesTheProcessThatHasToFollowIt() throws Exception {
        String task = running();
        PIPELINE.kill(Ports.STREAM_PROCESSORS);

        assertThat(CLIENT.cancel(task).status()).isEqualTo(202);

        assertCanceled(task);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(PIPELINE.model().stats().abandoned()).isOne());
    }

    @Test
    void anExecutorThatWasAwayHearsOfIt() throws Exception {
        String task = running();
        PIPELINE.kill(Ports.LLM_EXECUTOR);
        PIPELINE.model().configure(QUICK);
        PIPELINE.model().resetStats();

        assertThat(CLIENT.cancel(task).status()).isEqualTo(202);

        assertCanceled(task);
        PIPELINE.awaitHealthy(Ports.LLM_EXECUTOR);
        assertCompleted(CLIENT.start("stepper", "Is it back?"));
        assertThat(RESULTS.count(task)).isOne();
        assertThat(PIPELINE.model().stats().calls()).as("the canceled call is not made").isOne();
    }

    /** A task whose model call is in flight, and takes long. */
    private static String running() throws Exception {
        PIPELINE.model().configure(QUICK.withLatency(LONG));
        String task = CLIENT.start("stepper", "Will you break me off?");
        await().atMost(PATIENCE).until(() -> PIPELINE.model().stats().inFlight() == 1);
        return task;
    }

    private static void awaitEvent(String task, String kind) {
        await().atMost(PATIENCE)
                .until(
                        () ->
                                CLIENT.timeline(task).stream()
                                        .anyMatch(
                                                event ->
                                                        event.get("kind").asString().equals(kind)));
    }

    private static void assertCanceled(String task) {
        TaskResult result = RESULTS.awaitAll(List.of(task), PATIENCE).get(task);
        assertThat(result.getState()).as(result.toString()).isEqualTo(TaskState.canceled);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(CLIENT.get(task).json().get("state").asString())
                                        .isEqualTo("canceled"));
    }

    private static void assertCompleted(String task) {
        TaskResult result = RESULTS.awaitAll(List.of(task), PATIENCE).get(task);
        assertThat(result.getState()).as(result.toString()).isEqualTo(TaskState.completed);
    }

    private static void command(String task, String tenant) throws Exception {
        TaskCommand command = TaskCommand.newBuilder().setTaskId(task).setTenantId(tenant).build();
        byte[] value =
                PIPELINE.serdes()
                        .serializer(Topics.TASKS_COMMANDS)
                        .serialize(Topics.TASKS_COMMANDS.name(), command);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        new KafkaConnection(PIPELINE.bootstrapServers(), Map.of())
                                .producerProperties(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.TASKS_COMMANDS.name(),
                                    task.getBytes(StandardCharsets.UTF_8),
                                    value))
                    .get();
        }
    }

    private static void request(String task) throws Exception {
        try (RequestProducer producer = new RequestProducer(PIPELINE)) {
            producer.send(
                    TaskRequested.newBuilder()
                            .setTaskId(task)
                            .setTenantId("dev")
                            .setAgent("stepper")
                            .setPrompt("Am I wanted?")
                            .setSubmittedAt(Instant.now())
                            .build());
        }
    }
}
