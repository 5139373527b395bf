package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.Document;
import dev.millrace.TaskRequested;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.schemas.Topics;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an upstream system over Kafka gets, without HTTP. */
@Order(2)
class KafkaIngressIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final RequestProducer PRODUCER = new RequestProducer(PIPELINE);
    private static final RecordedTopic<TaskResult> RESULTS =
            PIPELINE.recorded(Topics.TASKS_RESULTS);

    @AfterAll
    static void close() {
        PRODUCER.close();
        RESULTS.close();
    }

    @Test
    void theExampleOfTheDocumentationSubmitsAndReadsTheResult(@TempDir Path folder)
            throws Exception {
        String classPath = System.getProperty("java.class.path");
        Path source = PIPELINE.checkout().resolve("docs/examples/SubmitTask.java");
        int compiled =
                javax.tools.ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-cp",
                                classPath,
                                "-proc:none",
                                "-d",
                                folder.toString(),
                                source.toString());
        assertThat(compiled).isZero();
        Process example =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                folder + File.pathSeparator + classPath,
                                "SubmitTask",
                                PIPELINE.bootstrapServers(),
                                PIPELINE.registryUrl(),
                                "Who built the mill?")
                        .redirectErrorStream(true)
                        .start();
        String output = new String(example.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(example.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(example.exitValue()).as(output).isZero();
        assertThat(output).contains("completed");
    }

    @Test
    void valuesAreInConfluentsWireFormatAndTheRegistryListsTheirSubjects() throws Exception {
        String id = send(request("Is it in wire format?"));
        awaitResult(id);
        try (RecordedTopic<byte[]> raw =
                RecordedTopic.bytes(PIPELINE.bootstrapServers(), Topics.TASKS_RESULTS.name())) {
            ConsumerRecord<String, byte[]> result =
                    raw.read().stream().filter(r -> id.equals(r.key())).findFirst().orElseThrow();
            assertThat(result.value()[0]).isZero();
            int schemaId = java.nio.ByteBuffer.wrap(result.value(), 1, 4).getInt();
            assertThat(registry("GET", "/schemas/ids/" + schemaId, "").body())
                    .contains("TaskResult");
        }
        String subjects = registry("GET", "/subjects", "").body();
        Topics.all().forEach(topic -> assertThat(subjects).contains("\"" + topic.subject() + "\""));
    }

    @Test
    void anIncompatibleSchemaIsRefused() throws Exception {
        HttpResponse<String> refused =
                registry(
                        "POST",
                        "/subjects/agents.tasks.results-value/versions",
                        "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"TaskResult\\\",\\\"namespace\\\":\\\"dev.millrace\\\","
                                + "\\\"fields\\\":[{\\\"name\\\":\\\"somethingNew\\\",\\\"type\\\":\\\"string\\\"}]}\"}");
        assertThat(refused.statusCode()).isEqualTo(409);
    }

    @Test
    void garbageGoesToTheDeadLetterTopicWithItsReason() throws Exception {
        byte[] garbage = ("garbage " + UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);
        RecordMetadata position = PRODUCER.send("dev", garbage);
        RecordMetadata unknownSchema =
                PRODUCER.send("dev", new byte[] {0, 0x7f, 0x7f, 0x7f, 0x7f, 1, 2, 3});

        try (RecordedTopic<byte[]> letters = PIPELINE.deadLetters(Topics.TASKS_REQUESTED)) {
            await().atMost(PATIENCE)
                    .until(
                            () ->
                                    letterOf(letters, position) != null
                                            && letterOf(letters, unknownSchema) != null);
            ConsumerRecord<String, byte[]> letter = letterOf(letters, position);
            assertThat(letter.value()).isEqualTo(garbage);
            assertThat(header(letter, "__streams.errors.topic"))
                    .isEqualTo(Topics.TASKS_REQUESTED.name());
            assertThat(header(letter, "__streams.errors.exception")).isNotBlank();
            assertThat(header(letter, "__streams.errors.message")).isNotBlank();
        }
        assertThat(awaitResult(send(request("Does the pipeline go on?"))).getState())
                .isEqualTo(TaskState.completed);
    }

    @Test
    void anEventThatBreaksARuleIsRejectedWithTheReason() throws Exception {
        TaskResult result = awaitResult(send(request("  ")));

        assertThat(result.getState()).isEqualTo(TaskState.rejected);
        assertThat(result.getError().getDetail()).contains("prompt");
    }

    @Test
    void aTaskIdThatIsKnownRunsOnce() throws Exception {
        TaskRequested request = request("Do I run once?");
        send(request);
        send(request);
        awaitResult(request.getTaskId());
        send(request);
        awaitResult(send(request("A later one")));

        assertThat(results(request.getTaskId())).hasSize(1);
    }

    @Test
    void aRequestWithoutIdGetsOneFromItsPosition() throws Exception {
        RecordMetadata position =
                PRODUCER.send(
                        TaskRequested.newBuilder(request("What is my id?"))
                                .setTaskId(null)
                                .build());

        await().atMost(PATIENCE)
                .until(
                        () ->
                                RESULTS.read().stream()
                                        .anyMatch(
                                                r ->
                                                        r.key()
                                                                        .contains(
                                                                                Long.toString(
                                                                                        position
                                                                                                .offset()))
                                                                && r.value()
                                                                        .getPrompt()
                                                                        .equals("What is my id?")));
    }

    @Test
    void aRecordOnTheWrongPartitionIsReRouted() throws Exception {
        TaskRequested request = request("Am I on the wrong partition?");
        byte[] bytes =
                PIPELINE.serdes()
                        .serializer(Topics.TASKS_REQUESTED)
                        .serialize(Topics.TASKS_REQUESTED.name(), request);
        for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
            PRODUCER.send(partition, null, bytes);
        }

        awaitResult(request.getTaskId());
        awaitResult(send(request("A later one")));
        assertThat(results(request.getTaskId())).hasSize(1);
    }

    @Test
    void aDocumentOfAThousandChunksIsAnswered() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < 680_000; i++) {
            text.append("Paragraph ")
                    .append(i)
                    .append(" tells of the weather in the valley, which was as it always is. ");
            if (i == 4_000) {
                text.append("The secret recipe of the bakery uses exactly seven cinnamon sticks. ");
            }
        }
        TaskRequested request =
                TaskRequested.newBuilder(
                                request("How many cinnamon sticks does the secret recipe use?"))
                        .setDocuments(
                                List.of(
                                        Document.newBuilder()
                                                .setId("long")
                                                .setText(text.toString())
                                                .build()))
                        .build();

        TaskResult result = awaitResult(send(request));

        assertThat(result.getState()).isEqualTo(TaskState.completed);
        assertThat(result.getCitations()).isNotEmpty();
        assertThat(result.getCitations().getFirst().getQuote()).contains("seven cinnamon sticks");
    }

    private static TaskRequested request(String prompt) {
        return TaskRequested.newBuilder()
                .setTaskId(UUID.randomUUID().toString())
                .setTenantId("dev")
                .setPrompt(prompt)
                .setMetadata(Map.of("from", "test"))
                .setSubmittedAt(Instant.now())
                .build();
    }

    private static String send(TaskRequested request) throws Exception {
        PRODUCER.send(request);
        return request.getTaskId();
    }

    private static TaskResult awaitResult(String id) {
        await().atMost(PATIENCE).until(() -> !results(id).isEmpty());
        return results(id).getFirst();
    }

    private static List<TaskResult> results(String id) {
        return RESULTS.read().stream()
                .filter(r -> id.equals(r.key()))
                .map(ConsumerRecord::value)
                .toList();
    }

    private static ConsumerRecord<String, byte[]> letterOf(
            RecordedTopic<byte[]> letters, RecordMetadata position) {
        return letters.read().stream()
                .filter(
                        r ->
                                header(r, "__streams.errors.offset")
                                        .equals(Long.toString(position.offset())))
                .filter(
                        r ->
                                header(r, "__streams.errors.partition")
                                        .equals(Integer.toString(position.partition())))
                .findFirst()
                .orElse(null);
    }

    private static String header(ConsumerRecord<?, ?> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> registry(String method, String path, String body)
            throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(PIPELINE.registryUrl() + path))
                            .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
