package dev.millrace.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.AgentSnapshot;
import dev.millrace.Answer;
import dev.millrace.Chunk;
import dev.millrace.ChunkBatch;
import dev.millrace.Document;
import dev.millrace.Failure;
import dev.millrace.FailureClass;
import dev.millrace.StepCompleted;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskCommand;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskRequested;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.TurnRequested;
import dev.millrace.Usage;
import dev.millrace.devstack.ServerStack;
import dev.millrace.devstack.junit.DevStackExtension;
import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.schemas.Topics;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The service on a real broker and registry. */
@ExtendWith(DevStackExtension.class)
class StreamProcessorsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path home;

    private Events events;
    private ConfigurableApplicationContext service;

    @BeforeEach
    void start(ServerStack stack) {
        events = new Events(stack);
        service = run(stack, stack.registryUrl());
    }

    @AfterEach
    void stop() {
        service.close();
        events.close();
    }

    @Test
    void requestsReachTheirNextStageWhateverLiesBetweenThem() {
        String plain = newId();
        String large = newId();
        String invalid = newId();

        events.send(request(plain).setTenantId("acme").build());
        events.sendBytes(Topics.TASKS_REQUESTED, "acme", "garbage".getBytes(UTF_8));
        events.sendBytes(Topics.TASKS_REQUESTED, "acme", new byte[] {0, 0, 1, (byte) 134, 1, 7});
        events.sendBytes(Topics.TASKS_REQUESTED, "acme", null);
        events.send(request(invalid).setPrompt(" ").build());
        events.send(request(plain).setTenantId("acme").build());
        events.send(request(large).setDocuments(List.of(document(1_000))).build());

        assertThat(await().atMost(PATIENCE).until(() -> turns(plain), turns -> !turns.isEmpty()))
                .hasSize(1);
        List<ChunkBatch> batches =
                await().atMost(PATIENCE)
                        .until(
                                () -> batches(large),
                                found -> found.stream().anyMatch(ChunkBatch::getLast));
        assertThat(batches.stream().flatMap(batch -> batch.getChunks().stream()))
                .extracting(Chunk::getIndex)
                .hasSize(1_000)
                .doesNotHaveDuplicates();
        List<TaskResult> rejected =
                await().atMost(PATIENCE).until(() -> results(invalid), all -> !all.isEmpty());
        assertThat(rejected).singleElement().matches(r -> r.getState() == TaskState.rejected);
        assertThat(rejected.getFirst().getError().getDetail()).startsWith("prompt:");

        List<ConsumerRecord<byte[], byte[]>> letters =
                await().atMost(PATIENCE)
                        .until(
                                () -> events.deadLetters(Topics.TASKS_REQUESTED),
                                found -> found.size() >= 2);
        assertThat(letters)
                .allMatch(
                        letter -> letter.headers().lastHeader(DeadLetters.MESSAGE_HEADER) != null);
        assertThat(turns(plain)).hasSize(1);
    }

    @Test
    void aRestartWhileTheRegistryIsAwayLosesNothingAndKnowsWhatWasSeen(ServerStack stack) {
        String before = newId();
        String during = newId();
        events.send(request(before).build());
        await().atMost(PATIENCE).until(() -> !turns(before).isEmpty());
        service.close();

        service = run(stack, "http://127.0.0.1:1/apis/ccompat/v7");
        events.send(request(before).build());
        events.send(request(during).build());

        await().atMost(PATIENCE).until(() -> !turns(during).isEmpty());
        assertThat(turns(before)).hasSize(1);
        assertThat(
                        events.deadLetters(Topics.TASKS_REQUESTED).stream()
                                .filter(
                                        letter ->
                                                new String(letter.value(), UTF_8).contains(during)))
                .isEmpty();
    }

    @Test
    void requestsOfClientsThatPartitionDifferentlyAreDecidedByTheirTenant() {
        String id = newId();
        for (int partition = 0; partition < Topics.TASKS_REQUESTED.partitions(); partition++) {
            events.send(partition, request(id).setTenantId("acme").build());
        }
        String last = newId();
        for (int partition = 0; partition < Topics.TASKS_REQUESTED.partitions(); partition++) {
            events.send(partition, request(last + partition).setTenantId("acme").build());
        }

        for (int partition = 0; partition < Topics.TASKS_REQUESTED.partitions(); partition++) {
            String sentinel = last + partition;
            await().atMost(PATIENCE).until(() -> !turns(sentinel).isEmpty());
        }
        assertThat(turns(id)).hasSize(1);
    }

    @Test
    void aStepThatWaitsIsTriedAgainAfterARestartAndATaskCanBeCanceled(ServerStack stack) {
        String waiting = newId();
        String unwanted = newId();
        events.send(request(waiting).build());
        events.send(request(unwanted).build());
        await().atMost(PATIENCE)
                .until(() -> !turns(waiting).isEmpty() && !turns(unwanted).isEmpty());
        events.send(Topics.STEPS_COMPLETED, waiting, failed(waiting, Duration.ofSeconds(6)));
        await().atMost(PATIENCE).until(() -> hasEvent(waiting, TaskEventKind.retry_scheduled));
        service.close();

        events.sendBytes(
                Topics.TASKS_COMMANDS, "under another key", "not an event".getBytes(UTF_8));
        events.send(Topics.TASKS_COMMANDS, "under another key", cancel(unwanted));
        service = run(stack, stack.registryUrl());

        List<TurnRequested> again =
                await().atMost(PATIENCE)
                        .until(() -> retries(waiting), retries -> !retries.isEmpty());
        assertThat(again).extracting(TurnRequested::getAttempt).containsExactly(2);
        List<TaskResult> canceled =
                await().atMost(PATIENCE).until(() -> results(unwanted), all -> !all.isEmpty());
        assertThat(canceled).singleElement().matches(r -> r.getState() == TaskState.canceled);
        assertThat(events.values(Topics.WORK_CANCELED))
                .anyMatch(work -> work.getTaskId().equals(unwanted));
        assertThat(events.deadLetters(Topics.TASKS_COMMANDS)).isNotEmpty();
    }

    @Test
    void cancelsThatWaitTogetherWithTheirTasksAreReadFirst(ServerStack stack) {
        events.send(request(newId()).build());
        await().atMost(PATIENCE)
                .until(() -> !events.values(Topics.TURNS_REQUESTED_NORMAL).isEmpty());
        service.close();

        Set<String> ids = Stream.generate(StreamProcessorsIT::newId).limit(60).collect(toSet());
        ids.forEach(id -> events.send(Topics.TASKS_ADMITTED, id, admitted(id)));
        ids.forEach(id -> events.send(Topics.TASKS_COMMANDS, id, cancel(id)));
        service = run(stack, stack.registryUrl());

        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(events.values(Topics.TASKS_RESULTS))
                                        .filteredOn(result -> ids.contains(result.getTaskId()))
                                        .hasSameSizeAs(ids)
                                        .allMatch(r -> r.getState() == TaskState.canceled));
        // Normally none; but what is not fetched yet cannot come first.
        assertThat(events.values(Topics.TURNS_REQUESTED_NORMAL))
                .filteredOn(turn -> ids.contains(turn.getTaskId()))
                .hasSizeLessThan(ids.size() / 4);
    }

    private static TaskAdmitted admitted(String taskId) {
        return TaskAdmitted.newBuilder()
                .setTaskId(taskId)
                .setTenantId("dev")
                .setAgent(
                        AgentSnapshot.newBuilder()
                                .setName("default")
                                .setModel("extractive")
                                .build())
                .setPrompt("What does the mill grind?")
                .setDeadline(Instant.now().plus(Duration.ofMinutes(5)))
                .setSubmittedAt(Instant.now())
                .setAdmittedAt(Instant.now())
                .build();
    }

    private static StepCompleted failed(String taskId, Duration retryAfter) {
        return StepCompleted.newBuilder()
                .setTaskId(taskId)
                .setTenantId("dev")
                .setStep(1)
                .setStartedAt(Instant.now())
                .setCompletedAt(Instant.now())
                .setResult(
                        new Failure(
                                FailureClass.retryable,
                                "rate-limited",
                                "",
                                "",
                                retryAfter.toMillis()))
                .build();
    }

    private static StepCompleted answered(String taskId) {
        return StepCompleted.newBuilder(failed(taskId, Duration.ZERO))
                .setResult(
                        Answer.newBuilder()
                                .setText("Grain")
                                .setModel("extractive")
                                .setUsage(new Usage(3L, 1L, 0L, 0L))
                                .build())
                .build();
    }

    private static TaskCommand cancel(String taskId) {
        return TaskCommand.newBuilder().setTaskId(taskId).setTenantId("dev").build();
    }

    private boolean hasEvent(String taskId, TaskEventKind kind) {
        return events.values(Topics.TASKS_EVENTS).stream()
                .anyMatch(e -> e.getTaskId().equals(taskId) && e.getKind() == kind);
    }

    private List<TurnRequested> retries(String taskId) {
        return events.values(Topics.TURNS_REQUESTED_RETRY).stream()
                .filter(turn -> turn.getTaskId().equals(taskId))
                .toList();
    }

    @Test
    void healthNamesTheApplicationsAndMetricsCountTasks() throws Exception {
        events.send(request(newId()).build());

        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(get("/actuator/health/readiness"))
                                        .contains("\"status\":\"UP\""));
        assertThat(get("/actuator/health"))
                .contains(
                        "\"kafka\"",
                        "\"schemaRegistry\"",
                        "\"kafkaStreamsTasks\"",
                        "\"kafkaStreamsChunking\"",
                        "RUNNING");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(get("/actuator/prometheus"))
                                        .containsPattern("millrace_admission_admitted_total [1-9]")
                                        .contains(
                                                "millrace_streams_running",
                                                "kafka_stream_client_state"));
    }

    @Test
    void metricsTellOfRequestsUnderTheirNames(ServerStack stack) throws Exception {
        String rejected = newId();
        String canceled = newId();
        String failing = newId();
        String open = newId();
        events.send(request(failing).build());
        events.send(request(rejected).setAgent("somebody's own").build());
        events.send(request(canceled).build());
        events.send(request(open).setMaxCostMicroUsd(1_000L).build());
        Set<String> admitted = Set.of(failing, canceled, open);
        await().atMost(PATIENCE)
                .until(() -> admitted.stream().noneMatch(id -> turns(id).isEmpty()));
        events.send(Topics.STEPS_COMPLETED, failing, failed(failing, Duration.ofMinutes(1)));
        events.send(Topics.TASKS_COMMANDS, canceled, cancel(canceled));

        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(get("/actuator/prometheus"))
                                        .containsPattern(requests("rejected", "unknown"))
                                        .containsPattern(requests("canceled", "default"))
                                        .containsPattern(
                                                "agent_request_duration_seconds_count\\{agent=\"default\",status=\"canceled\"} [1-9]")
                                        .containsPattern(
                                                "agent_retries_total\\{kind=\"turn\",reason=\"rate-limited\"} [1-9]")
                                        .containsPattern(
                                                "agent_cost_usd_count\\{agent=\"default\"} [1-9]")
                                        .containsPattern(
                                                "agent_tokens_per_request_count\\{agent=\"default\",type=\"input\"} [1-9]")
                                        .containsPattern("agent_active [1-9]")
                                        .containsPattern("agent_active_oldest_seconds [0-9]")
                                        .contains(
                                                "agent_dead_letters_total{",
                                                "kafka_consumer_fetch_manager_records_lag",
                                                "kafka_stream_thread_process_latency_avg")
                                        // Of each store or broker, dozens.
                                        .doesNotContain(
                                                "kafka_stream_state_put_latency_avg",
                                                "kafka_consumer_node_request_total"));

        double active = metric("agent_active");
        service.close();
        service = run(stack, stack.registryUrl());
        await().atMost(PATIENCE).until(() -> metric("agent_active") == active);
        events.send(Topics.STEPS_COMPLETED, open, answered(open));

        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(get("/actuator/prometheus"))
                                        .containsPattern(requests("completed", "default"))
                                        .containsPattern(
                                                "agent_decision_latency_seconds_count\\{agent=\"default\"} [1-9]")
                                        .containsPattern(
                                                "agent_budget_use_ratio_count\\{agent=\"default\"} [1-9]")
                                        .contains("agent_active " + (active - 1)));
    }

    private static String requests(String status, String agent) {
        return "agent_requests_total\\{agent=\"%s\",status=\"%s\"} [1-9]".formatted(agent, status);
    }

    private double metric(String name) throws Exception {
        return get("/actuator/prometheus")
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElse(Double.NaN);
    }

    private ConfigurableApplicationContext run(ServerStack stack, String registryUrl) {
        return new SpringApplicationBuilder(StreamProcessorsApplication.class)
                .run(
                        "--server.port=0",
                        "--millrace.kafka.bootstrap-servers=" + stack.bootstrapServers(),
                        "--millrace.schemas.registry-url=" + registryUrl,
                        "--millrace.schemas.cache-file=" + home.resolve("schemas.json"),
                        "--millrace.streams.state-directory=" + home.resolve("state"));
    }

    private String get(String path) throws Exception {
        String port = service.getEnvironment().getProperty("local.server.port");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private List<TurnRequested> turns(String taskId) {
        return events.values(Topics.TURNS_REQUESTED_NORMAL).stream()
                .filter(turn -> turn.getTaskId().equals(taskId))
                .toList();
    }

    private List<ChunkBatch> batches(String taskId) {
        return events.values(Topics.CHUNKS_CREATED).stream()
                .filter(batch -> batch.getTaskId().equals(taskId))
                .toList();
    }

    private List<TaskResult> results(String taskId) {
        return events.values(Topics.TASKS_RESULTS).stream()
                .filter(result -> result.getTaskId().equals(taskId))
                .toList();
    }

    private static TaskRequested.Builder request(String id) {
        return TaskRequested.newBuilder()
                .setTaskId(id)
                .setTenantId("dev")
                .setPrompt("What does the mill grind?")
                .setMetadata(Map.of("test", "it"));
    }

    /** Each paragraph is too long to share a chunk, and its sentence too long to overlap. */
    private static Document document(int chunks) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < chunks; i++) {
            text.append("word ".repeat(110)).append(i).append(".\n\n");
        }
        return new Document("d", "", text.toString());
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
