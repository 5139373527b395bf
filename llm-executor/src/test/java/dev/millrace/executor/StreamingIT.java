package dev.millrace.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.Answer;
import dev.millrace.Failure;
import dev.millrace.StepCompleted;
import dev.millrace.TokensStreamed;
import dev.millrace.TurnRequested;
import dev.millrace.WorkCanceled;
import dev.millrace.devstack.ServerStack;
import dev.millrace.devstack.junit.DevStackExtension;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.simulatedllm.FaultRates;
import dev.millrace.simulatedllm.ReplyScript;
import dev.millrace.simulatedllm.SimulatedModelServer;
import dev.millrace.simulatedllm.SimulationConfig;
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
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Words of a simulated model, over HTTP, on their way to Kafka. */
@ExtendWith(DevStackExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String STORY =
            IntStream.range(0, 60).mapToObj(i -> "word" + i).collect(Collectors.joining(" "));
    private static final SimulationConfig TELLING =
            SimulationConfig.DEFAULT
                    .withLatency(Duration.ofSeconds(1))
                    .withScript(ReplyScript.parse("- text: " + STORY));

    private SimulatedModelServer model;
    private ConfigurableApplicationContext application;
    private EventSerdes serdes;
    private KafkaProducer<byte[], byte[]> producer;
    private Told<StepCompleted> outcomes;
    private Told<TokensStreamed> tokens;
    private String task;

    @BeforeAll
    void start(ServerStack stack, @TempDir Path folder) throws IOException {
        model = SimulatedModelServer.start(TELLING);
        application =
                new SpringApplicationBuilder(LlmExecutorApplication.class)
                        .run(
                                "--server.port=0",
                                "--millrace.executor.instance-id=streaming-it",
                                "--millrace.model.provider=openai",
                                "--millrace.model.base-url=http://127.0.0.1:"
                                        + model.port()
                                        + "/v1",
                                "--millrace.kafka.bootstrap-servers=" + stack.bootstrapServers(),
                                "--millrace.schemas.registry-url=" + stack.registryUrl(),
                                "--millrace.schemas.cache-file=" + folder.resolve("s.json"));
        serdes = application.getBean(EventSerdes.class);
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", stack.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        outcomes = new Told<>(Topics.STEPS_COMPLETED, stack.bootstrapServers());
        tokens = new Told<>(Topics.TOKENS_STREAMED, stack.bootstrapServers());
    }

    @AfterAll
    void stop() {
        outcomes.consumer.close();
        tokens.consumer.close();
        producer.close();
        application.close();
        model.close();
    }

    @BeforeEach
    void configure() {
        task = "task-" + System.nanoTime();
        model.configure(TELLING);
    }

    @Test
    void whoSeesAnOutcomeFindsAllOfItsWordsOnTheTokensTopic() {
        int turns = 40;
        for (int i = 0; i < turns; i++) {
            request(turn(task + "-" + i));
        }
        for (int seen = 0; seen < turns; ) {
            for (StepCompleted outcome : outcomes.poll()) {
                if (outcome.getTaskId().startsWith(task)) {
                    tokens.readToTheEnd();
                    assertWhole(outcome);
                    seen++;
                }
            }
        }
    }

    private void assertWhole(StepCompleted outcome) {
        List<TokensStreamed> words = words(outcome.getTaskId());
        assertThat(text(words)).isEqualTo(((Answer) outcome.getResult()).getText());
        assertThat(text(words)).isEqualTo(STORY);
        assertThat(words).extracting(TokensStreamed::getCallId).containsOnly(outcome.getCallId());
        assertThat(words).hasSizeGreaterThan(3).hasSizeLessThan(33);
        assertThat(words.getLast().getLast()).isTrue();
        assertThat(words)
                .extracting(TokensStreamed::getIndex)
                .containsExactlyElementsOf(IntStream.range(0, words.size()).boxed().toList());
        assertThat(words.getFirst().getAt()).isBefore(outcome.getCompletedAt());
    }

    @Test
    void aConnectionThatBreaksInTheMiddleEndsTheWordsAndTheCall() {
        model.configure(TELLING.withFaults(new FaultRates(0, 0, 0, 0, 1)));
        request(turn(task));

        assertThat(failure()).isEqualTo("connection");
        List<TokensStreamed> words = words(task);
        assertThat(STORY).startsWith(text(words));
        assertThat(text(words)).isNotEmpty();
        assertThat(words.getLast().getLast()).isTrue();
    }

    @Test
    void aCancelInTheMiddleClosesTheConnectionAtOnce() {
        model.configure(TELLING.withLatency(Duration.ofSeconds(20)).withScript(scriptOf("20s")));
        long abandoned = model.stats().abandoned();
        request(turn(task));
        await().atMost(PATIENCE)
                .until(
                        () -> {
                            tokens.readToTheEnd();
                            return !words(task).isEmpty();
                        });

        send(
                Topics.WORK_CANCELED,
                task,
                WorkCanceled.newBuilder().setTaskId(task).setAt(Instant.now()).build());

        assertThat(failure()).isEqualTo("canceled");
        assertThat(words(task).getLast().getLast()).isTrue();
        assertThat(text(words(task))).isNotEmpty().isNotEqualTo(STORY);
        await().atMost(PATIENCE)
                .until(
                        () ->
                                model.stats().abandoned() == abandoned + 1
                                        && model.stats().inFlight() == 0);
    }

    @Test
    void aSlowStreamEndsWithTheTimeOfItsCall() {
        model.configure(TELLING.withScript(scriptOf("6s")));
        request(TurnRequested.newBuilder(turn(task)).setTimeoutMs(4_500).build());

        assertThat(failure()).isEqualTo("timeout");
        assertThat(text(words(task))).isNotEmpty().isNotEqualTo(STORY);
        assertThat(words(task).getLast().getLast()).isTrue();
    }

    @Test
    void aRepeatedCallHasANameAndWordsOfItsOwn() {
        model.configure(TELLING.withVary(true));
        request(turn(task));
        StepCompleted first = outcome();
        request(turn(task));
        StepCompleted second = outcome();

        tokens.readToTheEnd();
        assertThat(text(words(first))).isEqualTo("Call 1: " + STORY);
        assertThat(text(words(second))).isEqualTo("Call 2: " + STORY);
    }

    @Test
    void streamsAreCounted() throws Exception {
        request(turn(task));
        outcome();

        assertThat(get("/actuator/prometheus"))
                .contains("millrace_executor_streams ")
                .contains("millrace_executor_streams_plain_total ")
                .contains("millrace_executor_first_words_seconds_count");
    }

    private static ReplyScript scriptOf(String latency) {
        return ReplyScript.parse("- text: " + STORY + "\n  latency: " + latency);
    }

    private StepCompleted outcome() {
        List<StepCompleted> mine = new ArrayList<>();
        await().atMost(PATIENCE)
                .until(
                        () -> {
                            outcomes.poll().stream()
                                    .filter(outcome -> outcome.getTaskId().equals(task))
                                    .forEach(mine::add);
                            return !mine.isEmpty();
                        });
        return mine.getFirst();
    }

    /** Of the outcome, with all words of the call read. */
    private String failure() {
        Failure failure = (Failure) outcome().getResult();
        tokens.readToTheEnd();
        return failure.getType();
    }

    private List<TokensStreamed> words(String taskId) {
        return tokens.all.stream().filter(words -> words.getTaskId().equals(taskId)).toList();
    }

    private List<TokensStreamed> words(StepCompleted outcome) {
        return words(outcome.getTaskId()).stream()
                .filter(words -> words.getCallId().equals(outcome.getCallId()))
                .toList();
    }

    private static String text(List<TokensStreamed> words) {
        return words.stream().map(TokensStreamed::getText).collect(Collectors.joining());
    }

    private static TurnRequested turn(String task) {
        return TurnRequested.newBuilder()
                .setTaskId(task)
                .setTenantId("dev")
                .setAgent("default")
                .setStep(1)
                .setPrompt("Tell me a story.")
                .setDeadline(Instant.now().plus(Duration.ofMinutes(10)))
                .setRequestedAt(Instant.now())
                .setStream(true)
                .build();
    }

    private void request(TurnRequested turn) {
        send(Topics.TURNS_REQUESTED_HIGH, turn.getTaskId(), turn);
    }

    private <V extends SpecificRecord> void send(Topic<String, V> topic, String key, V event) {
        byte[] value = serdes.serializer(topic).serialize(topic.name(), event);
        var _ =
                producer.send(
                        new ProducerRecord<>(
                                topic.name(), key.getBytes(StandardCharsets.UTF_8), value));
        producer.flush();
    }

    private String get(String path) throws IOException, InterruptedException {
        String port = application.getEnvironment().getProperty("local.server.port");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    /** All that is told on a topic from the start of the test. */
    private final class Told<V extends SpecificRecord> {

        private final Topic<String, V> topic;
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final List<V> all = new ArrayList<>();

        Told(Topic<String, V> topic, String bootstrapServers) {
            this.topic = topic;
            this.consumer =
                    new KafkaConsumer<>(
                            Map.of("bootstrap.servers", bootstrapServers),
                            new ByteArrayDeserializer(),
                            new ByteArrayDeserializer());
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic.name()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
        }

        List<V> poll() {
            List<V> more = new ArrayList<>();
            consumer.poll(Duration.ofMillis(100))
                    .forEach(
                            record ->
                                    more.add(
                                            serdes.deserializer(topic)
                                                    .deserialize(topic.name(), record.value())));
            all.addAll(more);
            return more;
        }

        void readToTheEnd() {
            Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                poll();
            }
        }
    }
}
