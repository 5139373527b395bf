package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.AuditRecorded;
import dev.millrace.devstack.DevStack;
import dev.millrace.devstack.Ports;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.SchemaSettings;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** On a stack of its own: the first key ends the development key, which the other tests use. */
@Timeout(240)
class KeysIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration SECONDS = Duration.ofSeconds(5);
    private static final String TASK = "{\"prompt\":\"Why?\"}";

    @TempDir static Path home;

    private static DevStack stack;
    private static GatewayProcess one;
    private static GatewayProcess two;
    private static int portOne;
    private static int portTwo;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @BeforeAll
    static void start() throws Exception {
        stack =
                DevStack.start(
                        Path.of(System.getProperty("millrace.checkout", ".")),
                        home.resolve("stack"),
                        Ports.free());
        portOne = freePort();
        portTwo = freePort();
        one = new GatewayProcess(stack, home, portOne, "1");
        two = new GatewayProcess(stack, home, portTwo, "2");
        one.start();
        two.start();
    }

    @AfterAll
    static void stop() {
        Stream.of(two, one, stack).filter(Objects::nonNull).forEach(KeysIT::close);
    }

    private static void close(AutoCloseable started) {
        try {
            started.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aKeyIsGoodAndRevokedOnAllInstancesWithinSecondsAndAfterARestart() throws Exception {
        assertThat(send(portTwo, "GET", "/v1/tasks/x", "dev-key", "").statusCode()).isEqualTo(404);

        JsonNode admin = made(portOne, "dev-key", "{\"roles\":[\"admin\"],\"tenant\":\"acme\"}");
        String adminKey = admin.get("key").asString();
        awaitStatus(portTwo, adminKey, 404);
        assertThat(status(portOne, "dev-key")).isEqualTo(401);
        assertThat(status(portTwo, "dev-key")).isEqualTo(401);

        JsonNode second = made(portTwo, adminKey, "{\"roles\":[\"submitter\"],\"name\":\"ci\"}");
        String key = second.get("key").asString();
        awaitStatus(portOne, key, 404);
        HttpResponse<String> task = send(portOne, "POST", "/v1/tasks", key, TASK);
        assertThat(task.statusCode()).isEqualTo(202);
        JsonNode next = rotated(second.get("id").asString(), adminKey);
        awaitStatus(portTwo, next.get("key").asString(), 404);
        awaitStatus(portTwo, key, 401);
        send(portOne, "DELETE", "/v1/keys/" + next.get("id").asString(), adminKey, "");
        awaitStatus(portTwo, next.get("key").asString(), 401);

        two.kill();
        two.start();
        assertThat(status(portTwo, next.get("key").asString())).isEqualTo(401);
        assertThat(status(portTwo, key)).isEqualTo(401);
        assertThat(status(portTwo, "dev-key")).isEqualTo(401);
        assertThat(status(portTwo, adminKey)).isEqualTo(404);
        assertAudit(JSON.readTree(task.body()).get("id").asString(), key);
    }

    private void assertAudit(String taskId, String key) throws IOException {
        List<AuditRecorded> entries = new ArrayList<>();
        try (KafkaConsumer<String, AuditRecorded> consumer = consumer()) {
            await().atMost(Duration.ofSeconds(20))
                    .until(
                            () -> {
                                consumer.poll(Duration.ofMillis(200))
                                        .forEach(entry -> entries.add(entry.value()));
                                return entries.stream()
                                        .anyMatch(entry -> entry.getTarget().equals(taskId));
                            });
        }
        assertThat(entries)
                .extracting(AuditRecorded::getAction)
                .contains("key.create", "key.rotate", "key.revoke", "task.submit", "request");
        assertThat(entries.toString()).doesNotContain(key, "Why?", "dev-key");
    }

    private KafkaConsumer<String, AuditRecorded> consumer() {
        EventSerdes serdes =
                EventSerdes.connect(
                        SchemaSettings.of(stack.registryUrl(), home.resolve("schemas.json")));
        KafkaConsumer<String, AuditRecorded> consumer =
                new KafkaConsumer<>(
                        new KafkaConnection(stack.bootstrapServers(), Map.of())
                                .consumerProperties(),
                        new StringDeserializer(),
                        serdes.deserializer(Topics.AUDIT_RECORDED));
        List<TopicPartition> partitions =
                IntStream.range(0, Topics.AUDIT_RECORDED.partitions())
                        .mapToObj(i -> new TopicPartition(Topics.AUDIT_RECORDED.name(), i))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private JsonNode made(int port, String key, String order) throws Exception {
        HttpResponse<String> made = send(port, "POST", "/v1/keys", key, order);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return JSON.readTree(made.body());
    }

    private JsonNode rotated(String id, String key) throws Exception {
        HttpResponse<String> made =
                send(portOne, "POST", "/v1/keys/" + id + "/rotate", key, "{\"grace\":\"PT0S\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return JSON.readTree(made.body());
    }

    private void awaitStatus(int port, String key, int status) {
        await().atMost(SECONDS).until(() -> status(port, key) == status);
    }

    /** Of a task that is not there, which takes a good key to learn. */
    private int status(int port, String key) throws Exception {
        return send(port, "GET", "/v1/tasks/unknown", key, "").statusCode();
    }

    private HttpResponse<String> send(int port, String method, String path, String key, String body)
            throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(40))
                        .header("X-API-Key", key)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
