package dev.millrace.executor.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.Chunk;
import dev.millrace.ChunkBatch;
import dev.millrace.Failure;
import dev.millrace.RecordPlace;
import dev.millrace.StepCompleted;
import dev.millrace.StepKind;
import dev.millrace.ToolRequested;
import dev.millrace.ToolReturn;
import dev.millrace.devstack.ServerStack;
import dev.millrace.devstack.junit.DevStackExtension;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.executor.LlmExecutorApplication;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Tool calls through the running service, on a real broker. */
@ExtendWith(DevStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ToolsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Map<String, StepCompleted> outcomes = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;
    private ConfigurableApplicationContext application;
    private EventSerdes serdes;
    private KafkaProducer<byte[], byte[]> producer;
    private KafkaConsumer<byte[], byte[]> consumer;

    @BeforeAll
    void start(ServerStack stack, @TempDir Path folder) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    requests.incrementAndGet();
                    int status = exchange.getRequestURI().getPath().endsWith("/busy") ? 503 : 200;
                    byte[] body = ("stock of " + exchange.getRequestURI()).getBytes(UTF_8);
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        define(folder);
        application =
                new SpringApplicationBuilder(LlmExecutorApplication.class)
                        .run(
                                "--server.port=0",
                                "--millrace.agents.folder=" + folder,
                                "--millrace.executor.instance-id=tools-it",
                                "--millrace.kafka.bootstrap-servers=" + stack.bootstrapServers(),
                                "--millrace.schemas.registry-url=" + stack.registryUrl(),
                                "--millrace.schemas.cache-file=" + folder.resolve("s.json"));
        serdes = application.getBean(EventSerdes.class);
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", stack.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        consumer = outcomesOf(stack.bootstrapServers());
    }

    private void define(Path folder) throws IOException {
        Path config = Files.createDirectories(folder.resolve("config"));
        Files.writeString(
                config.resolve("permissions.yml"),
                """
                roles:
                  clerk: [calculator, search_documents, stock, office/add]
                """);
        Files.writeString(
                config.resolve("tools.yml"),
                """
                http:
                  stock:
                    description: How many there are.
                    method: GET
                    url: http://127.0.0.1:%d/stock/{item}
                    allowPrivate: true
                    parameters:
                      type: object
                      properties: {item: {type: string}}
                      required: [item]
                mcp:
                  office:
                    command: %s
                    args: ["@%s"]
                """
                        .formatted(
                                server.getAddress().getPort(),
                                Path.of(System.getProperty("java.home"), "bin", "java"),
                                commandLine(folder)));
    }

    /** A class path is longer than an argument may be. */
    private static Path commandLine(Path folder) throws IOException {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        return Files.writeString(
                folder.resolve("server.arguments"),
                "-XX:TieredStopAtLevel=1 -cp \"%s\" dev.millrace.executor.tools.mcp.TestMcpServer"
                        .formatted(classPath.replace("\\", "\\\\")));
    }

    @AfterAll
    void stop() {
        consumer.close();
        producer.close();
        application.close();
        server.stop(0);
    }

    @Test
    void aBuiltInToolReturns() throws Exception {
        StepCompleted completed = call("calculator", "{\"expression\": \"6 * 7\"}");

        assertThat(completed.getResult()).isEqualTo(new ToolReturn("42", false, ""));
        assertThat(completed.getKind()).isEqualTo(StepKind.tool);
        assertThat(completed.getTarget()).isEqualTo("calculator");
        assertThat(get("/actuator/prometheus"))
                .contains("agent_tool_calls_total{outcome=\"ok\",tool=\"calculator\"}")
                .contains("millrace_tool_duration_seconds_bucket{");
    }

    @Test
    void theDocumentsOfTheTaskAreSearchedWhereTheyLie() throws Exception {
        RecordPlace place =
                send(
                        Topics.CHUNKS_CREATED,
                        "task-docs#0",
                        batch(
                                "task-docs",
                                "Bananas are yellow when they are ripe.",
                                "The mill was built by Anna Weber in 1843."));

        StepCompleted completed =
                call(
                        request(
                                        "task-docs",
                                        "search_documents",
                                        "{\"query\": \"Who built the mill?\", \"k\": 1}")
                                .setChunks(List.of(place))
                                .build(),
                        Topics.TOOLS_REQUESTED);

        assertThat(completed.getResult())
                .isEqualTo(
                        new ToolReturn(
                                "1. document history (History):\n"
                                        + "The mill was built by Anna Weber in 1843.",
                                false,
                                ""));
    }

    @Test
    void aRequestOverHttpIsATool() throws Exception {
        assertThat(call("stock", "{\"item\": \"red paint\"}").getResult())
                .isEqualTo(new ToolReturn("stock of /stock/red%20paint", false, ""));
    }

    @Test
    void aToolThatIsBusyIsTheAgentsToTryAgain() throws Exception {
        StepCompleted completed = call("stock", "{\"item\": \"busy\"}");

        assertThat(completed.getResult())
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.getType()).isEqualTo("http-503"));
    }

    @Test
    void aToolOfAServerIsCalledAndItsHealthIsShown() throws Exception {
        assertThat(call("office/add", "{\"a\": 1, \"b\": 2}").getResult())
                .isEqualTo(new ToolReturn("3", false, ""));
        assertThat(get("/actuator/health")).contains("\"mcp:office\"");
    }

    @Test
    void whatIsNotPermittedIsNotRun() throws Exception {
        int before = requests.get();
        ToolRequested byNobody =
                request("task-nobody", "stock", "{\"item\": \"x\"}")
                        .setRoles(List.of("passer-by"))
                        .build();

        assertThat(call(byNobody, Topics.TOOLS_REQUESTED).getResult())
                .isEqualTo(new ToolReturn("You may not use the tool stock", true, "not-permitted"));
        assertThat(call("office/fail", "{}").getResult())
                .isEqualTo(
                        new ToolReturn(
                                "You may not use the tool office/fail", true, "not-permitted"));
        assertThat(requests).hasValue(before);
    }

    @Test
    void callsThatAreTriedAgainHaveTheirOwnTopic() throws Exception {
        ToolRequested again =
                request("task-again", "calculator", "{\"expression\": \"1\"}").build();

        assertThat(call(again, Topics.TOOLS_REQUESTED_RETRY).getResult())
                .isEqualTo(new ToolReturn("1", false, ""));
    }

    private StepCompleted call(String tool, String arguments) throws Exception {
        return call(
                request("task-" + System.nanoTime(), tool, arguments).build(),
                Topics.TOOLS_REQUESTED);
    }

    private StepCompleted call(ToolRequested request, Topic<String, ToolRequested> topic)
            throws Exception {
        send(topic, request.getTaskId(), request);
        await().atMost(PATIENCE)
                .until(
                        () -> {
                            receive();
                            return outcomes.containsKey(request.getTaskId());
                        });
        return outcomes.get(request.getTaskId());
    }

    private void receive() {
        consumer.poll(Duration.ofMillis(200))
                .forEach(
                        record -> {
                            StepCompleted completed =
                                    serdes.deserializer(Topics.STEPS_COMPLETED)
                                            .deserialize(record.topic(), record.value());
                            outcomes.put(completed.getTaskId(), completed);
                        });
    }

    private static ToolRequested.Builder request(String task, String tool, String arguments) {
        return ToolRequested.newBuilder()
                .setTaskId(task)
                .setTenantId("dev")
                .setAgent("default")
                .setStep(2)
                .setToolCallId("c1")
                .setTool(tool)
                .setArguments(arguments)
                .setRoles(List.of("clerk"))
                .setDeadline(Instant.now().plusSeconds(60))
                .setRequestedAt(Instant.now());
    }

    private static ChunkBatch batch(String task, String... texts) {
        List<Chunk> chunks = new ArrayList<>();
        for (String text : texts) {
            chunks.add(
                    Chunk.newBuilder()
                            .setIndex(chunks.size())
                            .setDocumentId("history")
                            .setTitle("History")
                            .setText(text)
                            .build());
        }
        return ChunkBatch.newBuilder()
                .setTaskId(task)
                .setTenantId("dev")
                .setBatch(0)
                .setLast(true)
                .setQuery("?")
                .setChunks(chunks)
                .setDeadline(Instant.now().plusSeconds(60))
                .build();
    }

    private <V extends SpecificRecord> RecordPlace send(Topic<String, V> topic, String key, V value)
            throws Exception {
        byte[] bytes = serdes.serializer(topic).serialize(topic.name(), value);
        RecordMetadata place =
                producer.send(new ProducerRecord<>(topic.name(), key.getBytes(UTF_8), bytes)).get();
        return new RecordPlace(place.partition(), place.offset());
    }

    private static KafkaConsumer<byte[], byte[]> outcomesOf(String bootstrapServers) {
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer());
        Topic<String, StepCompleted> topic = Topics.STEPS_COMPLETED;
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < topic.partitions(); partition++) {
            partitions.add(new TopicPartition(topic.name(), partition));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private String get(String path) throws IOException, InterruptedException {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }
}
