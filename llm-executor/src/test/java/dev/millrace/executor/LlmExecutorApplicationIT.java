package dev.millrace.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.Answer;
import dev.millrace.Chunk;
import dev.millrace.ChunkBatch;
import dev.millrace.ChunkBatchScored;
import dev.millrace.Failure;
import dev.millrace.Passage;
import dev.millrace.ScoredChunk;
import dev.millrace.ScoredChunks;
import dev.millrace.StepCompleted;
import dev.millrace.TurnRequested;
import dev.millrace.WorkCanceled;
import dev.millrace.devstack.ServerStack;
import dev.millrace.devstack.junit.DevStackExtension;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

@ExtendWith(DevStackExtension.class)
class LlmExecutorApplicationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private ConfigurableApplicationContext application;
    private String bootstrapServers;
    private String task;
    private final Set<String> seen = new HashSet<>();

    @BeforeEach
    void start(ServerStack stack, @TempDir Path folder) {
        task = "task-" + System.nanoTime();
        bootstrapServers = stack.bootstrapServers();
        application =
                new SpringApplicationBuilder(LlmExecutorApplication.class)
                        .run(
                                "--server.port=0",
                                "--millrace.kafka.bootstrap-servers=" + bootstrapServers,
                                "--millrace.schemas.registry-url=" + stack.registryUrl(),
                                "--millrace.schemas.cache-file=" + folder.resolve("s.json"));
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void aTurnIsAnsweredFromItsPassages() throws Exception {
        Passage passage =
                Passage.newBuilder()
                        .setNumber(1)
                        .setDocumentId("history")
                        .setText("The mill was built in 1843 by Anna Weber. It has two wheels.")
                        .build();
        TurnRequested turn = TurnRequested.newBuilder(turn()).setPassages(List.of(passage)).build();
        send(Topics.TURNS_REQUESTED_HIGH, turn);

        StepCompleted completed =
                awaitOne(Topics.STEPS_COMPLETED, event -> event.getTaskId().equals(task));
        Answer answer = (Answer) completed.getResult();
        assertThat(answer.getText()).contains("Anna Weber");
        assertThat(answer.getCitations()).hasSize(1);
        assertThat(completed.getCallId()).isNotBlank();
        assertThat(completed.getCompletedAt()).isAfterOrEqualTo(completed.getStartedAt());
        String model =
                "gen_ai_operation_name=\"chat\",gen_ai_provider_name=\"extractive\","
                        + "gen_ai_request_model=\"extractive\",gen_ai_response_model=\"extractive\"";
        assertThat(get("/actuator/prometheus"))
                .contains(
                        "gen_ai_client_operation_duration_seconds_bucket{error_type=\"\"," + model,
                        "gen_ai_client_token_usage_bucket{"
                                + model
                                + ",gen_ai_token_type=\"output\",le=\"4096.0\"} 1",
                        "agent_calls_in_flight{endpoint=\"default/extractive\",kind=\"turn\"} 0.0");
    }

    @Test
    void chunksAreComparedWithThePrompt() throws Exception {
        ChunkBatch batch =
                ChunkBatch.newBuilder()
                        .setTaskId(task)
                        .setTenantId("dev")
                        .setBatch(0)
                        .setLast(true)
                        .setQuery("Who built the mill?")
                        .setChunks(
                                List.of(
                                        chunk(0, "Bananas are yellow when they are ripe."),
                                        chunk(1, "The mill was built by Anna Weber.")))
                        .setDeadline(Instant.now().plusSeconds(60))
                        .build();
        send(Topics.CHUNKS_CREATED, batch);

        ChunkBatchScored scored =
                awaitOne(Topics.CHUNKS_EMBEDDED, event -> event.getTaskId().equals(task));
        List<ScoredChunk> chunks = ((ScoredChunks) scored.getResult()).getChunks();
        assertThat(chunks).hasSize(2);
        assertThat(chunks.stream().max(Comparator.comparingDouble(ScoredChunk::getScore)))
                .hasValueSatisfying(best -> assertThat(best.getIndex()).isEqualTo(1));
        assertThat(get("/actuator/prometheus"))
                .containsPattern(
                        "gen_ai_client_operation_duration_seconds_count\\{error_type=\"\","
                                + "gen_ai_operation_name=\"embeddings\","
                                + "gen_ai_provider_name=\"in-process\"")
                .containsPattern(
                        "gen_ai_client_token_usage_sum\\{gen_ai_operation_name=\"embeddings\".*"
                                + "gen_ai_token_type=\"input\"} [1-9]");
    }

    @Test
    void whatCannotBeReadIsCountedAsADeadLetter() {
        sendBytes(Topics.TURNS_REQUESTED_LOW.name(), new byte[] {1, 2, 3});

        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(get("/actuator/prometheus"))
                                        .containsPattern(
                                                "agent_dead_letters_total\\{"
                                                        + "reason=\"UndecodableRecordException\","
                                                        + "topic=\"agents.turns.requested.low\"} [1-9]"));
    }

    @Test
    void workOfACanceledTaskIsNotDone() {
        WorkCanceled cancel =
                WorkCanceled.newBuilder().setTaskId(task).setAt(Instant.now()).build();
        send(Topics.WORK_CANCELED, cancel);
        // The cancel comes by another topic, so the first turns may be faster.
        await().atMost(PATIENCE)
                .until(
                        () -> {
                            send(Topics.TURNS_REQUESTED_RETRY, turn());
                            StepCompleted completed =
                                    awaitOne(
                                            Topics.STEPS_COMPLETED,
                                            event ->
                                                    event.getTaskId().equals(task)
                                                            && !seen.contains(event.getCallId()));
                            seen.add(completed.getCallId());
                            return completed.getResult() instanceof Failure failure
                                    && failure.getType().equals("canceled");
                        });
    }

    @Test
    void healthNamesWhatItDependsOnAndReadinessComesWithTheGroups() throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(get("/actuator/health/readiness"))
                                        .endsWith("\"status\":\"UP\"}"));
        assertThat(get("/actuator/health"))
                .contains("\"kafka\"", "\"schemaRegistry\"", "\"executor\"", "\"turn\"")
                .contains("\"embedding\"", "\"partitions\":16", "\"partitions\":4")
                .contains("\"tool\"", "\"partitions\":8");
        assertThat(get("/actuator/health/liveness")).contains("\"status\":\"UP\"");
        assertThat(get("/actuator/prometheus"))
                .contains("millrace_executor_work_running", "millrace_executor_work_waiting")
                .contains("resilience4j_circuitbreaker_state", "resilience4j_bulkhead_")
                .contains(
                        "agent_breaker_state{endpoint=\"default/extractive\",state=\"closed\"} 1.0",
                        "agent_breaker_state{endpoint=\"default/extractive\",state=\"open\"} 0.0",
                        "agent_breaker_state{endpoint=\"default/extractive\",state=\"half_open\"}",
                        "agent_call_repeats_total{kind=\"turn\"} 0.0",
                        "agent_call_repeats_total{kind=\"tool\"} 0.0")
                .containsPattern("kafka_producer_record_send_total\\{.*llm-executor-0")
                .containsPattern("kafka_consumer_fetch_manager_records_lag.*llm-executor-0-turn");
        assertThat(get("/actuator/circuitbreakers"))
                .contains("\"default/extractive\"", "\"state\":\"CLOSED\"");
    }

    private TurnRequested turn() {
        return TurnRequested.newBuilder()
                .setTaskId(task)
                .setTenantId("dev")
                .setAgent("default")
                .setStep(1)
                .setPrompt("Who built the mill?")
                .setDeadline(Instant.now().plusSeconds(60))
                .setRequestedAt(Instant.now())
                .build();
    }

    private String get(String path) throws IOException, InterruptedException {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString()).body();
        }
    }

    private <V extends SpecificRecord> void send(Topic<String, V> topic, V value) {
        byte[] bytes =
                application
                        .getBean(EventSerdes.class)
                        .serializer(topic)
                        .serialize(topic.name(), value);
        sendBytes(topic.name(), bytes);
    }

    private void sendBytes(String topic, byte[] bytes) {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(topic, task.getBytes(StandardCharsets.UTF_8), bytes))
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private <V extends SpecificRecord> V awaitOne(Topic<String, V> topic, Predicate<V> wanted) {
        var deserializer = application.getBean(EventSerdes.class).deserializer(topic);
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            partitions.add(new TopicPartition(topic.name(), partition));
        }
        List<V> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await().atMost(PATIENCE)
                    .until(
                            () -> {
                                consumer.poll(Duration.ofMillis(200))
                                        .forEach(
                                                record ->
                                                        found.add(
                                                                deserializer.deserialize(
                                                                        record.topic(),
                                                                        record.value())));
                                return found.stream().anyMatch(wanted);
                            });
        }
        return found.stream().filter(wanted).findFirst().orElseThrow();
    }

    private static Chunk chunk(int index, String text) {
        return Chunk.newBuilder().setIndex(index).setDocumentId("d").setText(text).build();
    }
}
