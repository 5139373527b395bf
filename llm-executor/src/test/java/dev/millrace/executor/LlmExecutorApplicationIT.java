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
    void aTurnIsAnsweredFromItsPassages() {
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
    }

    @Test
    void chunksAreComparedWithThePrompt() {
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
                .contains("millrace_executor_calls_in_flight", "millrace_executor_work_waiting")
                .contains("resilience4j_circuitbreaker_state", "resilience4j_bulkhead_");
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
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            producer.send(
                            new ProducerRecord<>(
                                    topic.name(), task.getBytes(StandardCharsets.UTF_8), bytes))
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
