package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskRequested;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.devstack.Health;
import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ProcessStatus;
import dev.millrace.schemas.Topics;
import dev.millrace.simulatedllm.ReplyScript;
import dev.millrace.simulatedllm.SimulationConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Two gateways behind a load balancer that hands each request to the next one. */
@Order(10)
class GatewayInstancesIT {

    private static final String SECOND = Ports.GATEWAY + "-2";
    private static final int TASKS = 200;
    private static final int DUPLICATES = 200;
    private static final int ACCEPTED = 202;
    private static final int OK = 200;
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Pipeline PIPELINE = Pipeline.shared();

    private static final String STORY =
            IntStream.range(0, 200)
                    .mapToObj(i -> "word" + i)
                    .collect(Collectors.joining(" ", "Once ", "."));

    private static String second;
    private static RoundRobin balancer;
    private static TaskClient client;

    @BeforeAll
    static void addTheSecond() throws IOException {
        second = PIPELINE.addGateway("2");
        balancer = new RoundRobin(List.of(PIPELINE.url(Ports.GATEWAY), second));
        client = new TaskClient(balancer.url());
    }

    @AfterAll
    static void close() {
        client.close();
        balancer.close();
        PIPELINE.stop(SECOND);
    }

    @BeforeEach
    void configureTheModel() {
        PIPELINE.model().configure(SimulationConfig.DEFAULT);
    }

    @Test
    void aTaskOfOneInstanceIsFoundOnTheOtherAtOnceAlsoWhileOneIsKilled() throws Exception {
        int restarts = PIPELINE.status(SECOND).restarts();
        Set<String> ids = new HashSet<>();
        Found found = new Found();
        for (int i = 0; i < TASKS; i++) {
            if (i == TASKS / 4) {
                PIPELINE.kill(SECOND);
            }
            String id = submit("modest", "Question " + i, "killed-" + i);
            ids.add(id);
            // The next instance in turn is another one than that which took the task.
            found.ask(id);
            Thread.sleep(PAUSE);
        }
        await().atMost(PATIENCE).until(() -> isBack(PIPELINE.status(SECOND), restarts));

        for (String id : ids) {
            found.ask(id);
            found.ask(id);
        }
        assertThat(ids).hasSize(TASKS);
        assertEachHasOneResultAndThereAreNoOthers(ids, "Question ");
        System.out.printf(
                "two gateways, kill -9 of one: %d tasks, %d found, %d told to come again, 0 unknown%n",
                TASKS, found.found, found.unavailable);
    }

    @Test
    void manyRequestsOfOneKeyAtOnceOnTwoInstancesMakeOneTask() throws Exception {
        Set<String> ids = new HashSet<>();
        AtomicInteger replayed = new AtomicInteger();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<TaskClient.Reply>> all =
                    IntStream.range(0, DUPLICATES)
                            .mapToObj(
                                    _ ->
                                            callers.submit(
                                                    () ->
                                                            client.start(
                                                                    "modest", "Only once", "once")))
                            .toList();
            for (Future<TaskClient.Reply> one : all) {
                TaskClient.Reply reply = one.get();
                assertThat(reply.status()).as(reply.response().body()).isEqualTo(ACCEPTED);
                ids.add(reply.json().get("id").asString());
                reply.response()
                        .headers()
                        .firstValue("Idempotency-Replayed")
                        .ifPresent(_ -> replayed.incrementAndGet());
            }
        }

        assertThat(ids).hasSize(1);
        assertThat(replayed).hasValue(DUPLICATES - 1);
        assertEachHasOneResultAndThereAreNoOthers(ids, "Only once");
        assertThat(client.start("modest", "Another one", "once").status()).isEqualTo(422);
    }

    @Test
    void aStreamGoesOnAtTheOtherInstanceWhenItsOwnIsKilled() throws Exception {
        PIPELINE.model()
                .configure(
                        SimulationConfig.DEFAULT
                                .withLatency(Duration.ofSeconds(6))
                                .withScript(
                                        ReplyScript.parse(
                                                "- contains: Tell a story\n  text: " + STORY)));
        int restarts = PIPELINE.status(SECOND).restarts();
        String id = submit("stepper", "Tell a story", "story");
        try (EventSource killed = new EventSource(id);
                EventSource whole = new EventSource(id)) {
            CompletableFuture<Void> reading = read(killed, second);
            await().atMost(PATIENCE).until(() -> killed.count("delta") >= 3);
            PIPELINE.kill(SECOND);
            assertThatThrownBy(reading::join).hasCauseInstanceOf(IOException.class);
            long before = killed.count("delta");

            readToTheEnd(killed);
            readToTheEnd(whole);

            JsonNode task = client.await(id);
            assertThat(task.at("/result/text").asString()).isEqualTo(STORY);
            assertThat(killed.words()).isEqualTo(STORY);
            assertThat(killed.count("delta")).isGreaterThan(before);
            assertThat(killed.count("result")).isOne();
            assertThat(killed.received().getLast().name()).isEqualTo("done");
            assertThat(whole.words()).isEqualTo(STORY);
            assertThat(killed.steps()).isEqualTo(whole.steps()).isSorted().doesNotHaveDuplicates();
            assertThat(client.timeline(id))
                    .extracting(event -> event.get("sequence").asLong())
                    .containsAll(killed.steps());
            System.out.printf(
                    "a stream on a gateway that is killed: %d deltas before, %d in all%n",
                    before, killed.count("delta"));
        }
        await().atMost(PATIENCE).until(() -> isBack(PIPELINE.status(SECOND), restarts));
    }

    private static CompletableFuture<Void> read(EventSource source, String url) {
        CompletableFuture<Void> reading = new CompletableFuture<>();
        Thread.startVirtualThread(
                () -> {
                    try {
                        source.readUntil(url, _ -> source.count("done") > 0);
                        reading.complete(null);
                    } catch (IOException | InterruptedException e) {
                        reading.completeExceptionally(e);
                    }
                });
        return reading;
    }

    /** Reads on through the balancer, as often as it takes. */
    private static void readToTheEnd(EventSource source) {
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(
                        () -> {
                            source.readUntil(balancer.url(), _ -> source.count("done") > 0);
                            return true;
                        });
    }

    /** Submits as clients do: with a key, again and again until it is accepted. */
    private static String submit(String agent, String prompt, String key) {
        List<String> accepted = new ArrayList<>();
        await().atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> {
                            try {
                                TaskClient.Reply reply = client.start(agent, prompt, key);
                                if (reply.status() == ACCEPTED) {
                                    accepted.add(reply.json().get("id").asString());
                                }
                                return reply.status() == ACCEPTED;
                            } catch (IOException _) {
                                return false;
                            }
                        });
        return accepted.getFirst();
    }

    /** Counts the answers for tasks; an accepted task is never unknown. */
    private static final class Found {

        private int found;
        private int unavailable;

        void ask(String id) {
            await().atMost(PATIENCE).pollDelay(Duration.ZERO).until(() -> isFound(id));
        }

        private boolean isFound(String id) throws InterruptedException {
            try {
                TaskClient.Reply reply = client.get(id);
                assertThat(reply.status()).as(id).isIn(OK, 503);
                if (reply.status() == OK) {
                    found++;
                } else {
                    unavailable++;
                }
                return reply.status() == OK;
            } catch (IOException _) {
                // The instance was killed while it answered.
                return false;
            }
        }
    }

    private static void assertEachHasOneResultAndThereAreNoOthers(Set<String> ids, String prompt) {
        try (Results results = new Results(PIPELINE);
                RecordedTopic<TaskRequested> requests = PIPELINE.readable(Topics.TASKS_REQUESTED);
                RecordedTopic<TaskEvent> events = PIPELINE.recorded(Topics.TASKS_EVENTS)) {
            Map<String, TaskResult> byTask = results.awaitAll(ids, PATIENCE);
            assertThat(byTask.values())
                    .allMatch(result -> result.getState() == TaskState.completed);
            assertThat(requests.read())
                    .extracting(ConsumerRecord::value)
                    .filteredOn(request -> request.getPrompt().startsWith(prompt))
                    .extracting(TaskRequested::getTaskId)
                    .isSubsetOf(ids);
            assertThat(events.read())
                    .extracting(ConsumerRecord::value)
                    .filteredOn(event -> ids.contains(event.getTaskId()))
                    .filteredOn(event -> event.getKind() == TaskEventKind.admitted)
                    .hasSize(ids.size());
        }
    }

    private static boolean isBack(ProcessStatus status, int restarts) {
        return status.restarts() > restarts && status.health() == Health.HEALTHY;
    }
}
