package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.AgentSnapshot;
import dev.millrace.AuditRecorded;
import dev.millrace.CommandKind;
import dev.millrace.Document;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskCommand;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskRequested;
import dev.millrace.TaskState;
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
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
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
class DeadLettersIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String LETTERS = "/v1/dead-letters";

    @TempDir static Path home;

    private static KafkaConnection kafka;
    private static EventSerdes serdes;
    private static KafkaProducer<String, byte[]> producer;
    private static GatewayProcess gateway;

    @BeforeAll
    static void start(ServerStack stack) throws IOException {
        kafka = new KafkaConnection(stack.bootstrapServers(), Map.of());
        gateway = new GatewayProcess(stack, home, freePort());
        gateway.start();
        serdes =
                EventSerdes.connect(
                        SchemaSettings.of(stack.registryUrl(), home.resolve("test-schemas.json")));
        producer =
                new KafkaProducer<>(
                        kafka.producerProperties(),
                        new StringSerializer(),
                        new ByteArraySerializer());
    }

    @AfterAll
    static void stop() throws InterruptedException {
        producer.close();
        assertThat(gateway.stop()).as("the gateway ends by itself").isTrue();
        gateway.close();
    }

    @Test
    void aFailedTaskRunsAgainAndBothTasksKnowOfEachOther() throws Exception {
        String task =
                JSON.readTree(gateway.post("{\"prompt\":\"Why?\"}").body()).get("id").asString();
        fail(task);

        JsonNode letter = only("taskId", task, "q=" + task);
        assertThat(letter.get("reason").asString()).isEqualTo("deadline");
        assertThat(letter.get("tenant").asString()).isEqualTo("dev");
        String id = letter.get("id").asString();
        JsonNode redriven = ok(gateway.post(LETTERS + "/" + id + "/redrive", ""));

        String newTask = redriven.get("redrivenAs").asString();
        TaskRequested request =
                values(Topics.TASKS_REQUESTED).stream()
                        .filter(value -> newTask.equals(value.getTaskId()))
                        .findFirst()
                        .orElseThrow();
        assertThat(request.getDocuments().getFirst().getText()).isEqualTo("Because.");
        assertThat(request.getRedriveOf()).isEqualTo(task);
        assertThat(ok(gateway.get("/v1/tasks/" + newTask)).get("redriveOf").asString())
                .isEqualTo(task);
        await().untilAsserted(
                        () -> {
                            JsonNode old = ok(gateway.get("/v1/tasks/" + task));
                            assertThat(old.get("redrivenAs").asString(null)).isEqualTo(newTask);
                            assertThat(old.get("state").asString()).isEqualTo("failed");
                        });
        JsonNode timeline = ok(gateway.get("/v1/tasks/" + task + "/timeline"));
        assertThat(timeline.get("events").valueStream().map(e -> e.get("kind").asString()))
                .containsExactly("submitted", "failed", "redriven");
        AuditRecorded audit =
                values(Topics.AUDIT_RECORDED).stream()
                        .filter(value -> value.getTarget().equals(id))
                        .findFirst()
                        .orElseThrow();
        assertThat(audit.getActor()).isEqualTo("dev");
        assertThat(audit.getDetails()).containsEntry("newTaskId", newTask);

        gateway.kill();
        gateway.start();

        assertThat(only("taskId", task, "status=redriven&q=" + task).get("redrivenAs").asString())
                .isEqualTo(newTask);
        assertThat(ok(gateway.post(LETTERS + "/" + id + "/redrive", "")).get("redrivenAs"))
                .isEqualTo(redriven.get("redrivenAs"));
    }

    @Test
    void whatIsNoEventIsShownGoesBackAndIsDropped() throws Exception {
        byte[] garbage = "no event at all".getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(Topics.TASKS_EVENTS.name(), "odd-key", garbage)).get();

        JsonNode letter = only("key", "odd-key", "q=odd-key&status=open");
        String id = letter.get("id").asString();
        assertThat(letter.get("tenant").isNull()).isTrue();
        assertThat(letter.get("reason").asString()).endsWith("UndecodableRecordException");
        JsonNode shown = ok(gateway.get(LETTERS + "/" + id));
        assertThat(shown.get("encoding").asString()).isEqualTo("base64");
        assertThat(shown.get("size").asInt()).isEqualTo(garbage.length);

        // It is no event still, so there is another letter soon.
        assertThat(ok(gateway.post(LETTERS + "/" + id + "/redrive", "")).get("status").asString())
                .isEqualTo("redriven");
        JsonNode again = only("key", "odd-key", "q=odd-key&status=open");
        assertThat(again.get("id").asString()).isNotEqualTo(id);
        String second = again.get("id").asString();
        assertThat(ok(gateway.post(LETTERS + "/" + second + "/drop", "")).get("status").asString())
                .isEqualTo("dropped");

        assertThat(list("q=odd-key&status=open")).isEmpty();
        assertThat(list("q=odd-key&topic=agents.tasks.events")).hasSize(2);
        assertThat(list("q=odd-key&since=" + encode(Instant.now().plusSeconds(60).toString())))
                .isEmpty();
        assertThat(list("q=odd-key&since=" + encode(Instant.now().minusSeconds(600).toString())))
                .hasSize(2);
        assertThat(gateway.post(LETTERS + "/" + second + "/redrive", "").statusCode())
                .isEqualTo(409);
    }

    @Test
    void manyLettersAreRedrivenInTheBackground() throws Exception {
        for (int i = 0; i < 20; i++) {
            producer.send(
                            new ProducerRecord<>(
                                    Topics.TASKS_EVENTS.name(), "many-" + i, new byte[] {1, 2}))
                    .get();
        }
        await().untilAsserted(() -> assertThat(list("q=many-&status=open")).hasSize(20));

        HttpResponse<String> started =
                gateway.post(LETTERS + "/redrive", "{\"q\":\"many-\",\"ratePerSecond\":40}");

        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        String place = started.headers().firstValue("Location").orElseThrow();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> !ok(gateway.get(place)).get("state").asString().equals("running"));
        assertThat(ok(gateway.get(place)).get("redriven").asInt()).isEqualTo(20);
        await().untilAsserted(() -> assertThat(list("q=many-&status=open")).hasSize(20));
        assertThat(list("q=many-&status=redriven")).hasSize(20);
    }

    @Test
    void aCancelIsOnItsTopicWhenItIsAnswered() throws Exception {
        String task =
                JSON.readTree(gateway.post("{\"prompt\":\"Why?\"}").body()).get("id").asString();

        HttpResponse<String> response =
                gateway.post("/v1/tasks/" + task + "/cancel", "{\"reason\":\"not needed\"}");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(values(Topics.TASKS_COMMANDS))
                .filteredOn(command -> command.getTaskId().equals(task))
                .singleElement()
                .returns(CommandKind.cancel, TaskCommand::getKind)
                .returns("dev", TaskCommand::getTenantId)
                .returns("dev", TaskCommand::getRequestedBy)
                .returns("not needed", TaskCommand::getReason);
        assertThat(values(Topics.AUDIT_RECORDED))
                .anyMatch(
                        audit ->
                                audit.getTarget().equals(task)
                                        && audit.getAction().equals("task.cancel"));
        assertThat(gateway.post("/v1/tasks/unknown/cancel", "").statusCode()).isEqualTo(404);
    }

    /** What the agent leaves of a task that fails: an event and a dead letter. */
    private static void fail(String task) throws Exception {
        TaskAdmitted admitted =
                TaskAdmitted.newBuilder()
                        .setTaskId(task)
                        .setTenantId("dev")
                        .setAgent(AgentSnapshot.newBuilder().setName("default").build())
                        .setPrompt("Why?")
                        .setDocuments(List.of(new Document("a", "A", "Because.")))
                        .setDeadline(Instant.now())
                        .setSubmittedAt(Instant.now())
                        .setAdmittedAt(Instant.now())
                        .build();
        RecordMetadata place = send(Topics.TASKS_ADMITTED, task, admitted);
        send(
                Topics.TASKS_EVENTS,
                task,
                TaskEvent.newBuilder()
                        .setTaskId(task)
                        .setTenantId("dev")
                        .setAgent("default")
                        .setSequence(2)
                        .setKind(TaskEventKind.failed)
                        .setState(TaskState.failed)
                        .setAt(Instant.now())
                        .setSubmittedAt(Instant.now())
                        .build());
        ProducerRecord<String, byte[]> letter =
                new ProducerRecord<>(
                        Topics.TASKS_ADMITTED.deadLetterName(),
                        task,
                        bytes(
                                Topics.TASKS_ADMITTED,
                                TaskAdmitted.newBuilder(admitted).setDocuments(List.of()).build()));
        Map.of(
                        DeadLetters.TOPIC_HEADER,
                        place.topic(),
                        DeadLetters.PARTITION_HEADER,
                        Integer.toString(place.partition()),
                        DeadLetters.OFFSET_HEADER,
                        Long.toString(place.offset()),
                        DeadLetters.EXCEPTION_HEADER,
                        "deadline",
                        DeadLetters.MESSAGE_HEADER,
                        "Too late",
                        "millrace.task",
                        task,
                        "millrace.tenant",
                        "dev")
                .forEach(
                        (name, value) ->
                                letter.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        producer.send(letter).get();
    }

    private static <V extends SpecificRecord> RecordMetadata send(
            Topic<String, V> topic, String key, V value) throws Exception {
        return producer.send(new ProducerRecord<>(topic.name(), key, bytes(topic, value))).get();
    }

    private static <V extends SpecificRecord> byte[] bytes(Topic<String, V> topic, V value) {
        return serdes.serializer(topic).serialize(topic.name(), value);
    }

    /** The one letter with a field of some value, once it is there. */
    private static JsonNode only(String field, String value, String query) {
        List<JsonNode> found = new ArrayList<>();
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> {
                            found.clear();
                            for (JsonNode letter : list(query)) {
                                if (letter.get(field).asString("").equals(value)) {
                                    found.add(letter);
                                }
                            }
                            assertThat(found).hasSize(1);
                        });
        return found.getFirst();
    }

    private static List<JsonNode> list(String query) throws Exception {
        return ok(gateway.get(LETTERS + "?" + query)).get("items").valueStream().toList();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static JsonNode ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    /** All events of a topic. */
    private static <V extends SpecificRecord> List<V> values(Topic<String, V> topic) {
        List<TopicPartition> partitions =
                IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                        .toList();
        List<V> values = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        kafka.consumerProperties(),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> entry : consumer.poll(Duration.ofMillis(200))) {
                    values.add(serdes.deserializer(topic).deserialize(topic.name(), entry.value()));
                }
            }
        }
        return values;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
