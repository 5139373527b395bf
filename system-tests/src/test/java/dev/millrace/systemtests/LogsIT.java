package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.devstack.Ports;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.simulatedllm.ReplyScript;
import dev.millrace.simulatedllm.SimulationConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The logs of all services: each task once in each of them, with its ids; and nothing that is
 * secret, nor what people and models say, however it gets there. Comes first, while no process has
 * been killed in the middle of a line.
 */
@Order(0)
class LogsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** A word of prompts, arguments, answers and poison. */
    private static final String MARKER = "Xylograph7734";

    private static final String WRONG_KEY = "planted-wrong-key-1";
    private static final String LOST_KEY = "mr_abcdefghij_" + "planted2".repeat(5);
    private static final List<String> SECRETS =
            List.of(
                    Pipeline.REMOTE_KEY,
                    Pipeline.SEARCH_PASSWORD,
                    Pipeline.HURRIED_KEY,
                    "dev-key",
                    WRONG_KEY,
                    "planted2planted2");
    private static final List<String> SERVICES =
            List.of(Ports.GATEWAY, Ports.STREAM_PROCESSORS, Ports.LLM_EXECUTOR, Ports.RESULT_SINK);

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final TaskClient TASKS = PIPELINE.client();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @AfterAll
    static void close() {
        PIPELINE.model().configure(SimulationConfig.DEFAULT);
        TASKS.close();
        HTTP.close();
    }

    @Test
    void eachServiceTellsOfATaskOnceWithItsIds() throws Exception {
        TaskClient.Reply accepted =
                TASKS.post(
                        TaskClient.JSON.writeValueAsString(
                                Map.of(
                                        "prompt",
                                        "What is " + MARKER + "?",
                                        "sessionId",
                                        "session-of-logs")));
        String task = accepted.json().get("id").asString();
        assertThat(TASKS.await(task).get("state").asString()).isEqualTo("completed");

        for (String service : SERVICES) {
            List<JsonNode> lines =
                    await().atMost(PATIENCE)
                            .until(() -> log(service).of(task), found -> !found.isEmpty());
            assertThat(lines)
                    .as(service)
                    .filteredOn(line -> line.at("/log/level").asString().equals("INFO"))
                    .hasSize(1);
            assertThat(lines)
                    .as(service)
                    .allSatisfy(
                            line -> {
                                assertThat(line.at("/tenant/id").asString()).isEqualTo("dev");
                                assertThat(line.at("/session/id").asString())
                                        .isEqualTo("session-of-logs");
                                assertThat(line.at("/trace/id").asString())
                                        .isEqualTo(trace(task))
                                        .hasSize(32);
                                assertThat(line.at("/span/id").asString()).hasSize(16);
                            });
        }
        JsonNode end = log(Ports.STREAM_PROCESSORS).of(task).getLast();
        assertThat(end.at("/millrace/task/state").asString()).isEqualTo("completed");
        assertThat(end.at("/gen_ai/agent/name").asString()).isEqualTo("default");
        assertThat(end.at("/event/duration").asLong()).isPositive();
        assertThat(end.at("/millrace/task/steps").asInt()).isPositive();
        assertThat(end.at("/millrace/task/cost_usd").isNumber()).isTrue();
    }

    private static String trace(String task) {
        return log(Ports.GATEWAY).of(task).getFirst().at("/trace/id").asString();
    }

    @Test
    void linesAreValidElasticCommonSchema() {
        for (String service : SERVICES) {
            ServiceLog log = log(service);
            assertThat(log.others()).as(service).allMatch(LogsIT::isOfTheMachine);
            assertThat(log.events())
                    .as(service)
                    .isNotEmpty()
                    .allSatisfy(
                            line -> {
                                assertThat(line.at("/@timestamp").asString()).isNotBlank();
                                assertThat(line.at("/log/level").asString()).isNotBlank();
                                assertThat(line.at("/log/logger").asString()).isNotBlank();
                                assertThat(line.at("/message").isString()).isTrue();
                                assertThat(line.at("/service/name").asString()).isNotBlank();
                                assertThat(line.at("/ecs/version").asString()).isNotBlank();
                            });
        }
    }

    /** Written before there is a log. */
    private static boolean isOfTheMachine(String line) {
        return line.startsWith("OpenJDK 64-Bit")
                || line.startsWith("WARNING: ")
                || line.startsWith("[");
    }

    @Test
    void neitherSecretsNorWordsAreInALog() throws Exception {
        HttpServer refusing = refusingModel();
        try {
            List<String> tasks = new ArrayList<>();
            tasks.add(TASKS.start("distant", MARKER + " at a model that refuses the key"));
            PIPELINE.model().configure(withToolsThatFail());
            tasks.add(TASKS.start("planner", MARKER + " with tools that fail"));
            for (String task : tasks) {
                assertThat(TASKS.await(task).get("state").asString()).isNotEqualTo("working");
            }
        } finally {
            refusing.stop(0);
        }
        knockWithWrongKeys();
        sendWhatIsNoTask();
        poison(Topics.TASKS_REQUESTED, "dev");
        poison(Topics.TURNS_REQUESTED_NORMAL, "poisoned-turn");
        poison(Topics.TOOLS_REQUESTED, "poisoned-tool");
        poison(Topics.CHUNKS_CREATED, "poisoned-chunk#1");
        await().atMost(PATIENCE)
                .until(() -> !log(Ports.LLM_EXECUTOR).of("poisoned-chunk").isEmpty());
        await().atMost(PATIENCE)
                .until(() -> !log(Ports.LLM_EXECUTOR).of("poisoned-tool").isEmpty());

        for (String service : SERVICES) {
            assertThat(log(service).lines())
                    .as(service)
                    .noneMatch(line -> line.contains(MARKER))
                    .noneMatch(LogsIT::holdsASecret);
            for (String endpoint : List.of("", "/health", "/info", "/metrics", "/prometheus")) {
                assertThat(actuator(service, endpoint)).noneMatch(LogsIT::holdsASecret);
            }
        }
        assertThat(actuator(Ports.LLM_EXECUTOR, "/circuitbreakers"))
                .noneMatch(LogsIT::holdsASecret);
        for (Topic<?, ?> topic :
                List.of(Topics.TASKS_EVENTS, Topics.TASKS_RESULTS, Topics.STEPS_COMPLETED)) {
            try (RecordedTopic<byte[]> events =
                    RecordedTopic.bytes(PIPELINE.bootstrapServers(), topic.name())) {
                assertThat(events.read())
                        .isNotEmpty()
                        .noneMatch(
                                event ->
                                        holdsASecret(
                                                new String(event.value(), StandardCharsets.UTF_8)));
            }
        }
    }

    private static boolean holdsASecret(String text) {
        return SECRETS.stream().anyMatch(text::contains);
    }

    /** Repeats the key that it refuses, and the prompt. */
    private static HttpServer refusingModel() throws IOException {
        HttpServer server = HttpServer.create(PIPELINE.remoteModelAddress(), 0);
        server.createContext(
                "/",
                exchange -> {
                    String key = exchange.getRequestHeaders().getFirst("Authorization");
                    String asked =
                            new String(
                                    exchange.getRequestBody().readAllBytes(),
                                    StandardCharsets.UTF_8);
                    byte[] answer =
                            TaskClient.JSON.writeValueAsBytes(
                                    Map.of(
                                            "error",
                                            Map.of(
                                                    "message",
                                                    "Incorrect API key provided: "
                                                            + key
                                                            + " for "
                                                            + asked)));
                    exchange.sendResponseHeaders(401, answer.length);
                    exchange.getResponseBody().write(answer);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private static SimulationConfig withToolsThatFail() {
        return SimulationConfig.DEFAULT
                .withLatency(Duration.ofMillis(20))
                .withScript(
                        ReplyScript.parse(
                                """
                                - contains: with tools that fail
                                  turn: 1
                                  toolCalls:
                                    - name: calculator
                                      arguments: {expression: "%1$s / 0"}
                                    - name: calculator
                                      arguments: {wrong: "%1$s"}
                                    - name: weather/forecast
                                      arguments: {city: "%1$s"}
                                    - name: "%1$s"
                                - contains: with tools that fail
                                  text: "%1$s is unknown."
                                """
                                        .formatted(MARKER)));
    }

    private static void knockWithWrongKeys() throws Exception {
        for (String path : List.of("/v1/tasks/none", "/v1/tasks/" + LOST_KEY, "/" + WRONG_KEY)) {
            send(request(path).header("Authorization", "Bearer " + WRONG_KEY).GET());
            send(request(path).header("X-API-Key", LOST_KEY).header("X-Request-Id", WRONG_KEY));
            send(request(path).header("Authorization", "Bearer dev-key").GET());
        }
    }

    private static void sendWhatIsNoTask() throws Exception {
        for (String body :
                List.of(
                        "{\"prompt\": \"" + MARKER,
                        "{\"prompt\": [\"" + MARKER + "\"]}",
                        "{\"" + MARKER + "\": 1}",
                        MARKER)) {
            for (String path : List.of("/v1/tasks", "/v1/chat/completions", "/v1/responses")) {
                send(
                        request(path)
                                .header("Authorization", "Bearer dev-key")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body)));
            }
        }
    }

    /** Bytes that are no event, an event of no schema, and one that breaks off. */
    private static void poison(Topic<?, ?> topic, String key) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        new KafkaConnection(PIPELINE.bootstrapServers(), Map.of())
                                .producerProperties(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (String start : List.of("", "\0\0\0\0\1", "\0\0\0\0\2", "\0\0\0\u0001\1")) {
                producer.send(
                                new ProducerRecord<>(
                                        topic.name(),
                                        key.getBytes(StandardCharsets.UTF_8),
                                        (start + MARKER).getBytes(StandardCharsets.UTF_8)))
                        .get();
            }
        }
    }

    private static List<String> actuator(String service, String endpoint) throws Exception {
        return send(HttpRequest.newBuilder(
                                URI.create(PIPELINE.url(service) + "/actuator" + endpoint))
                        .header("Authorization", "Bearer dev-key"))
                .lines()
                .toList();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(PIPELINE.url(Ports.GATEWAY) + path));
    }

    private static String send(HttpRequest.Builder request)
            throws IOException, InterruptedException {
        return HTTP.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString()).body();
    }

    private static ServiceLog log(String service) {
        return ServiceLog.of(PIPELINE, service);
    }
}
