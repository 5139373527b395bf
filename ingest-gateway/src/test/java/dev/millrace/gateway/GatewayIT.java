package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskRequested;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.Usage;
import dev.millrace.devstack.Ports;
import dev.millrace.devstack.ServerStack;
import dev.millrace.devstack.junit.DevStackExtension;
import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.SchemaSettings;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(180)
@ExtendWith(DevStackExtension.class)
class GatewayIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SIMPLE = "{\"prompt\":\"Why?\"}";

    @TempDir static Path home;

    private static ServerStack servers;
    private static KafkaConnection kafka;
    private static EventSerdes serdes;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start(ServerStack stack) throws IOException {
        servers = stack;
        kafka = new KafkaConnection(stack.bootstrapServers(), Map.of());
        gateway = new GatewayProcess(stack, home, freePort());
        gateway.start();
        serdes =
                EventSerdes.connect(
                        SchemaSettings.of(stack.registryUrl(), home.resolve("test-schemas.json")));
    }

    @AfterAll
    static void stop() throws InterruptedException {
        assertThat(gateway.stop()).as("the gateway ends by itself").isTrue();
        gateway.close();
    }

    @Test
    void anAcceptedTaskIsInKafkaAndInTheView() throws Exception {
        HttpResponse<String> accepted =
                gateway.post(
                        """
                        {"prompt":"Why?","documents":[{"id":"a","text":"Because."}],
                        "maxCostUsd":0.25,"metadata":{"k":"v"}}""");
        assertThat(accepted.statusCode()).isEqualTo(202);
        String id = id(accepted);

        JsonNode task = task(gateway.get("/v1/tasks/" + id));

        assertThat(task.get("state").asString()).isEqualTo("submitted");
        assertThat(task.get("createdAt"))
                .isEqualTo(JSON.readTree(accepted.body()).get("createdAt"));
        TaskEvent event = record(Topics.TASKS_EVENTS, id, value -> value.getTaskId().equals(id));
        assertThat(event.getKind()).isEqualTo(TaskEventKind.submitted);
        assertThat(event.getSequence()).isZero();
        TaskRequested request =
                record(Topics.TASKS_REQUESTED, "dev", value -> id.equals(value.getTaskId()));
        assertThat(request.getPrompt()).isEqualTo("Why?");
        assertThat(request.getTenantId()).isEqualTo("dev");
        assertThat(request.getMaxCostMicroUsd()).isEqualTo(250_000);
        assertThat(request.getDocuments().getFirst().getText()).isEqualTo("Because.");
    }

    @Test
    void rightAfterThePostATaskIsNeverUnknown() throws Exception {
        try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
            List<Future<Integer>> statuses = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                statuses.add(
                        callers.submit(
                                () ->
                                        gateway.get("/v1/tasks/" + id(gateway.post(SIMPLE)))
                                                .statusCode()));
            }
            for (Future<Integer> status : statuses) {
                assertThat(status.get()).isEqualTo(200);
            }
        }
    }

    @Test
    void anUnknownTaskIsUnknownAlsoBehindTransactionMarkers() throws Exception {
        gateway.post(SIMPLE);
        try (KafkaProducer<String, byte[]> producer = transactional("markers")) {
            producer.beginTransaction();
            producer.send(event(submitted("in-a-transaction"))).get();
            producer.commitTransaction();
        }

        for (int i = 0; i < 20; i++) {
            assertThat(gateway.get("/v1/tasks/unknown-" + i).statusCode()).isEqualTo(404);
        }
        long start = System.nanoTime();
        assertThat(gateway.get("/v1/tasks/unknown").statusCode()).isEqualTo(404);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
        assertThat(gateway.get("/v1/tasks/in-a-transaction").statusCode()).isEqualTo(200);
    }

    @Test
    void anEventBehindAnOpenTransactionIsWaitedForAndNotCalledUnknown() throws Exception {
        try (KafkaProducer<String, byte[]> producer = transactional("open")) {
            producer.beginTransaction();
            for (int partition = 0; partition < Topics.PARTITIONS; partition++) {
                producer.send(
                                new ProducerRecord<>(
                                        Topics.TASKS_EVENTS.name(),
                                        partition,
                                        "blocker",
                                        bytes(submitted("blocker"))))
                        .get();
            }
            String id = id(gateway.post(SIMPLE));
            CompletableFuture<HttpResponse<String>> asked =
                    CompletableFuture.supplyAsync(() -> quietly(id));
            await().during(Duration.ofSeconds(1)).until(() -> !asked.isDone());

            producer.abortTransaction();

            assertThat(task(asked.join()).get("state").asString()).isEqualTo("submitted");
        }
    }

    @Test
    void aCallerWhoWaitsIsWokenByTheEndOfTheTask() throws Exception {
        String id = id(gateway.post(SIMPLE));
        CompletableFuture<HttpResponse<String>> waiting =
                CompletableFuture.supplyAsync(() -> quietlyWaiting(id));
        await().during(Duration.ofMillis(500)).until(() -> !waiting.isDone());

        try (KafkaProducer<String, byte[]> producer = producer(Map.of())) {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.TASKS_RESULTS.name(),
                                    id,
                                    serdes.serializer(Topics.TASKS_RESULTS)
                                            .serialize(Topics.TASKS_RESULTS.name(), completed(id))))
                    .get();
        }

        JsonNode task = task(waiting.join());
        assertThat(task.get("state").asString()).isEqualTo("completed");
        assertThat(task.at("/result/text").asString()).isEqualTo("Because.");
        assertThat(task.at("/usage/costUsd").asDecimal()).isEqualByComparingTo("0.000002");
    }

    @Test
    void garbageBecomesADeadLetterAndTheViewGoesOn() throws Exception {
        byte[] garbage = "garbage".getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<String, byte[]> producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(Topics.TASKS_EVENTS.name(), "garbage-key", garbage))
                    .get();
        }

        ConsumerRecord<String, byte[]> letter =
                find(Topics.TASKS_EVENTS.deadLetterName(), "garbage-key");

        assertThat(letter.value()).isEqualTo(garbage);
        assertThat(letter.headers().lastHeader(DeadLetters.MESSAGE_HEADER)).isNotNull();
        assertThat(gateway.get("/v1/tasks/" + id(gateway.post(SIMPLE))).statusCode())
                .isEqualTo(200);
        assertThat(gateway.get("/v1/tasks/garbage-key").statusCode()).isEqualTo(404);
    }

    @Test
    void aTaskIsNeverUnknownAfterAKill() throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ids.add(id(gateway.post(SIMPLE)));
        }
        gateway.kill();

        gateway.start();

        for (String id : ids) {
            assertThat(task(gateway.get("/v1/tasks/" + id)).get("state").asString())
                    .isEqualTo("submitted");
        }
        assertThat(gateway.get("/v1/tasks/unknown-after-a-kill").statusCode()).isEqualTo(404);
    }

    @Test
    void aBrokerThatDoesNotAnswerMeansComeAgain() throws Exception {
        gateway.post(SIMPLE);
        servers.pause(Ports.KAFKA);
        try {
            long start = System.nanoTime();
            HttpResponse<String> refused = gateway.post(SIMPLE);
            Duration taken = Duration.ofNanos(System.nanoTime() - start);

            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(taken).isLessThan(Duration.ofSeconds(4));
            assertThat(gateway.get("/v1/tasks/unknown-while-stopped").statusCode()).isEqualTo(503);
        } finally {
            servers.resume(Ports.KAFKA);
        }
        await().atMost(Duration.ofSeconds(30))
                .until(() -> gateway.post(SIMPLE).statusCode() == 202);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> gateway.get("/v1/tasks/unknown").statusCode() == 404);
    }

    private static HttpResponse<String> quietly(String id) {
        try {
            return gateway.get("/v1/tasks/" + id);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> quietlyWaiting(String id) {
        try {
            return gateway.getWaiting("/v1/tasks/" + id, 30);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String id(HttpResponse<String> accepted) {
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        return JSON.readTree(accepted.body()).get("id").asString();
    }

    private static JsonNode task(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private static TaskEvent submitted(String id) {
        return TaskEvent.newBuilder()
                .setTaskId(id)
                .setTenantId("dev")
                .setAgent("default")
                .setSequence(0)
                .setKind(TaskEventKind.submitted)
                .setState(TaskState.submitted)
                .setAt(Instant.now())
                .setSubmittedAt(Instant.now())
                .build();
    }

    private static TaskResult completed(String id) {
        return TaskResult.newBuilder()
                .setTaskId(id)
                .setTenantId("dev")
                .setState(TaskState.completed)
                .setText("Because.")
                .setModel("test")
                .setUsage(new Usage(1L, 1L, 2L, 0L))
                .setSequence(3)
                .setCompletedAt(Instant.now())
                .build();
    }

    private static byte[] bytes(TaskEvent event) {
        return serdes.serializer(Topics.TASKS_EVENTS).serialize(Topics.TASKS_EVENTS.name(), event);
    }

    private static ProducerRecord<String, byte[]> event(TaskEvent event) {
        return new ProducerRecord<>(Topics.TASKS_EVENTS.name(), event.getTaskId(), bytes(event));
    }

    private static KafkaProducer<String, byte[]> transactional(String id) {
        KafkaProducer<String, byte[]> producer =
                producer(Map.of("transactional.id", "gateway-it-" + id));
        producer.initTransactions();
        return producer;
    }

    private static KafkaProducer<String, byte[]> producer(Map<String, Object> more) {
        Map<String, Object> properties = kafka.producerProperties();
        properties.putAll(more);
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    private static <V extends SpecificRecord> V record(
            Topic<String, V> topic, String key, Predicate<V> wanted) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(topic.name())) {
            Instant end = Instant.now().plusSeconds(20);
            while (Instant.now().isBefore(end)) {
                for (ConsumerRecord<String, byte[]> found : consumer.poll(Duration.ofMillis(200))) {
                    if (key.equals(found.key())) {
                        V value =
                                serdes.deserializer(topic).deserialize(topic.name(), found.value());
                        if (wanted.test(value)) {
                            return value;
                        }
                    }
                }
            }
        }
        throw new AssertionError("no such record with key " + key + " on " + topic.name());
    }

    private static ConsumerRecord<String, byte[]> find(String topic, String key) {
        try (KafkaConsumer<String, byte[]> consumer = consumer(topic)) {
            Instant end = Instant.now().plusSeconds(20);
            while (Instant.now().isBefore(end)) {
                for (ConsumerRecord<String, byte[]> found : consumer.poll(Duration.ofMillis(200))) {
                    if (key.equals(found.key())) {
                        return found;
                    }
                }
            }
        }
        throw new AssertionError("no record with key " + key + " on " + topic);
    }

    private static KafkaConsumer<String, byte[]> consumer(String topic) {
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        kafka.consumerProperties(),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        List<TopicPartition> partitions =
                IntStream.range(0, Topics.PARTITIONS)
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
