package dev.millrace.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.AuditRecorded;
import dev.millrace.StepDecision;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.Usage;
import dev.millrace.UsageRecorded;
import dev.millrace.devstack.ServerStack;
import dev.millrace.devstack.junit.DevStackExtension;
import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.SchemaSettings;
import dev.millrace.eventruntime.TaskLog;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(DevStackExtension.class)
class ResultSinkIT {

    private static final Duration SEARCHABLE = Duration.ofSeconds(10);
    private static final Duration RECOVERED = Duration.ofSeconds(60);

    /** A time that Kafka and Avro take and a date field does not. */
    private static final Instant BEYOND_DATES = Instant.ofEpochMilli(Long.MAX_VALUE);

    @TempDir private static Path folder;
    private static ServerStack stack;
    private static SinkUnderTest sink;
    private static EventSerdes serdes;
    private static KafkaProducer<byte[], byte[]> producer;

    /** Sets the tasks of one test apart from those of the others. */
    private final String run = UUID.randomUUID().toString().substring(0, 8);

    @BeforeAll
    static void start(ServerStack running) {
        stack = running;
        sink = SinkUnderTest.start(stack, folder);
        serdes =
                EventSerdes.connect(
                        SchemaSettings.of(stack.registryUrl(), folder.resolve("test.json")));
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", stack.bootstrapServers(), "acks", "all"),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    @AfterAll
    static void stop() {
        producer.close();
        sink.close();
    }

    @Test
    void aResultIsFoundByIdByTheWordsOfItsAnswerAndInAHistogram() {
        String task = run + "-found";
        send(result(task).setText("The heron is quetzalcoatlus" + run + " indeed").build());
        send(result(run + "-failed").setState(TaskState.failed).setText("").build());

        searchable("task.id", task);
        searchable("task.id", run + "-failed");

        JsonNode source = documents(task).at("/0/_source");
        assertThat(source.at("/answer").asString()).contains("heron");
        assertThat(source.at("/task/state").asString()).isEqualTo("completed");
        assertThat(hits("{\"query\":{\"query_string\":{\"query\":\"quetzalcoatlus" + run + "\"}}}"))
                .containsExactly(task);
        assertThat(hits("{\"query\":{\"query_string\":{\"query\":\"\\\"of " + task + "\\\"\"}}}"))
                .as("the words of the prompt")
                .containsExactly(task);
        assertThat(hits("{\"query\":{\"term\":{\"metadata.run\":\"" + run + "\"}}}")).hasSize(2);
        assertThat(statesInHistogram()).containsExactlyInAnyOrder("completed", "failed");
    }

    @Test
    void anOlderOrRepeatedResultChangesNothing() {
        String task = run + "-versions";
        send(result(task).setSequence(6).setText("newest").build());
        send(result(task).setSequence(3).setText("older").build());
        send(result(task).setSequence(6).setText("repeated").build());
        String last = run + "-last";
        send(result(last).build());
        searchable("task.id", last);

        JsonNode document = documents(task).get(0);
        assertThat(document.at("/_source/answer").asString()).isEqualTo("newest");
        assertThat(document.at("/_version").asLong()).isEqualTo(6);
    }

    @Test
    void aDeletedWriteIndexIsMadeAnewAndNoResultIsLost() {
        String before = run + "-before";
        send(result(before).build());
        searchable("task.id", before);
        String old = writeIndex();
        sink.post("/agents-results/_rollover", "{}");
        String deleted = writeIndex();
        assertThat(deleted).isNotEqualTo(old);

        sink.delete("/" + deleted);
        String after = run + "-after";
        send(result(after).build());

        searchable("task.id", after);
        assertThat(writeIndex()).isNotEqualTo(old);
        assertThat(deadLettersOfThisRun()).isEmpty();
    }

    @Test
    void aResultFromBeforeARolloverIsNotThereTwice() {
        String task = run + "-rolled";
        send(result(task).setSequence(4).setText("first").build());
        searchable("task.id", task);
        sink.post("/agents-results/_rollover", "{}");

        send(result(task).setSequence(4).setText("repeated").build());
        send(result(run + "-next").build());
        searchable("task.id", run + "-next");
        assertThat(answers(task)).containsExactly("first");

        send(result(task).setSequence(5).setText("newer").build());
        await().atMost(SEARCHABLE)
                .untilAsserted(() -> assertThat(answers(task)).containsExactly("newer"));
    }

    private static String writeIndex() {
        return sink.get("/_alias/agents-results").properties().stream()
                .filter(
                        index ->
                                index.getValue()
                                        .at("/aliases/agents-results/is_write_index")
                                        .asBoolean(false))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    private static List<String> answers(String task) {
        return documents(task)
                .valueStream()
                .map(hit -> hit.at("/_source/answer").asString())
                .toList();
    }

    /** Whatever index they lie in: other tests roll over. */
    private static JsonNode documents(String task) {
        return sink.post(
                        "/agents-results/_search",
                        "{\"version\":true,\"query\":{\"ids\":{\"values\":[\"" + task + "\"]}}}")
                .at("/hits/hits");
    }

    @Test
    void aRepeatedEventIsStoredOnce() {
        String task = run + "-event";
        send(event(task, 2));
        send(event(task, 2));
        send(event(task, 3));

        await().atMost(SEARCHABLE)
                .untilAsserted(
                        () ->
                                assertThat(count("agents-events-default", "event.id", task + "#3"))
                                        .isOne());
        assertThat(count("agents-events-default", "task.id", task)).isEqualTo(2);
    }

    @Test
    void whatCannotBeStoredBecomesADeadLetterAndTheRestGoesOn() {
        String bad = run + "-bad";
        String good = run + "-good";
        send(Topics.TASKS_RESULTS, "garbage" + run, ("not avro " + run).getBytes(UTF_8));
        send(result(bad).setCompletedAt(BEYOND_DATES).build());
        send(result(run + "-" + "x".repeat(600)).build());
        send(result(good).build());

        searchable("task.id", good);

        List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
        await().atMost(SEARCHABLE)
                .untilAsserted(
                        () -> {
                            letters.clear();
                            letters.addAll(deadLettersOfThisRun());
                            assertThat(letters).hasSize(3);
                        });
        assertThat(letters)
                .extracting(letter -> header(letter, DeadLetters.EXCEPTION_HEADER))
                .satisfies(
                        exceptions ->
                                assertThat(exceptions)
                                        .filteredOn(name -> name.endsWith("RefusedException"))
                                        .hasSize(2));
        await().atMost(SEARCHABLE)
                .untilAsserted(
                        () ->
                                assertThat(
                                                count(
                                                        "agents-deadletters-default",
                                                        "kafka.key",
                                                        "garbage" + run))
                                        .isOne());
        assertThat(count("agents-deadletters-default", "kafka.key", bad)).isOne();
        assertThat(metric("agent_dead_letters_total\\{reason=\"DocumentRefusedException\",.*"))
                .isGreaterThanOrEqualTo(2);
        assertThat(
                        metric(
                                "agent_dead_letters_total\\{reason=\"UndecodableRecordException\","
                                        + "topic=\"agents.tasks.results\".*"))
                .isGreaterThanOrEqualTo(1);
    }

    @Test
    void itIsSeenHowFarTheSinkIsBehind() {
        String task = run + "-seen";
        send(result(task).build());
        searchable("task.id", task);

        // What remains are marks of transactions, of which tests write none.
        await().atMost(SEARCHABLE)
                .untilAsserted(
                        () -> {
                            assertThat(
                                            metric(
                                                    "millrace_sink_behind_records\\{target=\"results\".*"))
                                    .isZero();
                            assertThat(
                                            metric(
                                                    "millrace_sink_behind_seconds\\{target=\"results\".*"))
                                    .isZero();
                        });
        assertThat(metric("millrace_sink_delay_seconds_bucket\\{.*le=\"600.0\".*"))
                .isGreaterThanOrEqualTo(1);
        assertThat(metric("millrace_sink_bulk_seconds_bucket\\{.*le=\"10.0\".*"))
                .isGreaterThanOrEqualTo(1);
        assertThat(sink.metrics())
                .containsPattern(
                        "kafka_consumer_fetch_manager_records_lag_max\\{.*result-sink-results")
                .containsPattern("kafka_producer_connection_count\\{.*result-sink-dead-letters");
    }

    /** The first value whose name and labels fit. */
    private static double metric(String name) {
        return Pattern.compile("^" + name + " (\\S+)$", Pattern.MULTILINE)
                .matcher(sink.metrics())
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .findFirst()
                .orElse(Double.NaN);
    }

    @Test
    void nothingIsLostWhenElasticsearchDiesInTheMiddle() throws InterruptedException {
        List<String> tasks = IntStream.range(0, 600).mapToObj(i -> run + "-dies-" + i).toList();
        for (int i = 0; i < tasks.size(); i++) {
            if (i == 200) {
                stack.kill("elasticsearch");
                // Now: when all are sent it may be back already.
                await().atMost(RECOVERED)
                        .pollInterval(Duration.ofMillis(50))
                        .untilAsserted(() -> assertThat(sink.health("readiness")).isEqualTo(503));
            }
            send(result(tasks.get(i)).build());
        }
        assertThat(sink.health("liveness")).isEqualTo(200);

        stack.awaitHealthy(RECOVERED);

        await().atMost(RECOVERED)
                .ignoreExceptions()
                .untilAsserted(
                        () ->
                                assertThat(count("agents-results", "metadata.run", run))
                                        .isEqualTo(tasks.size()));
        assertThat(sink.health("readiness")).isEqualTo(200);
        assertThat(deadLettersOfThisRun()).isEmpty();
    }

    @Test
    void aTemplateChangedByHandIsKept() throws IOException {
        String path = "/_index_template/agents-events";
        String ours = template("elasticsearch");
        String byHand =
                ours.replace("\"refresh_interval\": \"1s\"", "\"refresh_interval\": \"3s\"");
        assertThat(byHand).isNotEqualTo(ours);
        sink.put(path, byHand);

        sink.close();
        sink = SinkUnderTest.start(stack, folder);
        await().atMost(SEARCHABLE)
                .untilAsserted(() -> assertThat(sink.health("readiness")).isEqualTo(200));

        assertThat(sink.get(path).toString()).contains("\"refresh_interval\":\"3s\"");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void anEarlierTemplateOfOursIsReplacedAndWhatIsThereLearnsItsFields(int version)
            throws IOException {
        String path = "/_index_template/agents-events";
        sink.put(path, template("elasticsearch-version-" + version));
        send(event(run + "-before-" + version, 1));

        sink.close();
        sink = SinkUnderTest.start(stack, folder);
        await().atMost(SEARCHABLE)
                .untilAsserted(
                        () ->
                                assertThat(
                                                sink.get(path)
                                                        .at(
                                                                "/index_templates/0/index_template/_meta/version")
                                                        .asInt())
                                        .isEqualTo(
                                                JsonMapper.shared()
                                                        .readTree(template("elasticsearch"))
                                                        .get("version")
                                                        .asInt()));

        assertThat(sink.get("/agents-events-default/_mapping").toString())
                .contains("redriven_as")
                .contains("flags")
                .contains("\"trace\"");
    }

    private static String template(String folder) throws IOException {
        return new ClassPathResource(folder + "/agents-events.json").getContentAsString(UTF_8);
    }

    @Test
    void resultAndEventsAreFoundByTheirTrace() {
        String task = run + "-traced";
        String trace = UUID.randomUUID().toString().replace("-", "");
        byte[] place = ("00-" + trace + "-00f067aa0ba902b7-01").getBytes(UTF_8);
        TaskResult result = result(task).build();
        send(Topics.TASKS_RESULTS, task, bytes(Topics.TASKS_RESULTS, result), place);
        TaskEvent event = event(task, 1);
        send(Topics.TASKS_EVENTS, task, bytes(Topics.TASKS_EVENTS, event), place);

        await().atMost(SEARCHABLE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> {
                            assertThat(count("agents-results", "trace.id", trace)).isOne();
                            assertThat(count("agents-events-default", "trace.id", trace)).isOne();
                        });
    }

    @Test
    void usageAndAuditAreFoundByTheirFields() {
        String task = run + "-used";
        send(
                Topics.USAGE_RECORDED,
                "acme",
                bytes(
                        Topics.USAGE_RECORDED,
                        UsageRecorded.newBuilder()
                                .setCallId(run + "-call")
                                .setTaskId(task)
                                .setTenantId("acme")
                                .setModel("big")
                                .setUsage(new Usage(10L, 5L, 20L, 2L))
                                .setAt(Instant.now())
                                .build()));
        send(
                Topics.AUDIT_RECORDED,
                "acme",
                bytes(
                        Topics.AUDIT_RECORDED,
                        AuditRecorded.newBuilder()
                                .setId(run + "-audit")
                                .setAt(Instant.now())
                                .setActor("ann")
                                .setTenantId("acme")
                                .setAction("task.cancel")
                                .setTarget(task)
                                .build()));

        await().atMost(SEARCHABLE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> {
                            assertThat(count("agents-usage-default", "task.id", task)).isOne();
                            assertThat(count("agents-audit-default", "task.id", task)).isOne();
                        });
        assertThat(count("agents-usage-default", "usage.call_id", run + "-call")).isOne();
        assertThat(count("agents-audit-default", "audit.target", task)).isOne();
    }

    @Test
    void theDecisionOfAStepIsFound() {
        String task = run + "-decided";
        send(
                TaskEvent.newBuilder(event(task, 3))
                        .setDecision(
                                StepDecision.newBuilder()
                                        .setAction("answer")
                                        .setResult("the flume is narrow" + run)
                                        .build())
                        .build());

        await().atMost(SEARCHABLE)
                .ignoreExceptions()
                .untilAsserted(
                        () -> assertThat(count("agents-events-default", "task.id", task)).isOne());
        assertThat(count("agents-events-default", "decision.result", "narrow" + run)).isOne();
    }

    private TaskResult.Builder result(String task) {
        return TaskResult.newBuilder()
                .setTaskId(task)
                .setTenantId("acme")
                .setState(TaskState.completed)
                .setText("An answer.")
                .setModel("extractive")
                .setUsage(new Usage(10L, 5L, 20L, 0L))
                .setSequence(5)
                .setSubmittedAt(Instant.now().minusSeconds(1))
                .setCompletedAt(Instant.now())
                .setMetadata(Map.of("run", run))
                .setPrompt("What is the height of " + task + "?");
    }

    private static TaskEvent event(String task, long sequence) {
        return TaskEvent.newBuilder()
                .setTaskId(task)
                .setTenantId("acme")
                .setAgent("default")
                .setSequence(sequence)
                .setKind(TaskEventKind.step_requested)
                .setState(TaskState.working)
                .setAt(Instant.now())
                .setSubmittedAt(Instant.now())
                .build();
    }

    private static void send(TaskResult result) {
        send(Topics.TASKS_RESULTS, result.getTaskId(), bytes(Topics.TASKS_RESULTS, result));
    }

    private static void send(TaskEvent event) {
        send(Topics.TASKS_EVENTS, event.getTaskId(), bytes(Topics.TASKS_EVENTS, event));
    }

    private static void send(Topic<String, ?> topic, String key, byte[] value, byte[] trace) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic.name(), key.getBytes(UTF_8), value);
        record.headers().add(TaskLog.TRACEPARENT, trace);
        send(record);
    }

    private static void send(Topic<String, ?> topic, String key, byte[] value) {
        send(new ProducerRecord<>(topic.name(), key.getBytes(UTF_8), value));
    }

    private static void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError("not acknowledged", e);
        }
    }

    private static <V extends SpecificRecord> byte[] bytes(Topic<String, V> topic, V value) {
        return serdes.serializer(topic).serialize(topic.name(), value);
    }

    private static void searchable(String field, String value) {
        await().atMost(SEARCHABLE)
                .untilAsserted(() -> assertThat(count("agents-results", field, value)).isOne());
    }

    private static long count(String target, String field, String value) {
        return sink.post(
                        "/" + target + "/_count",
                        "{\"query\":{\"term\":{\"" + field + "\":\"" + value + "\"}}}")
                .get("count")
                .asLong();
    }

    private static List<String> hits(String query) {
        List<String> ids = new ArrayList<>();
        sink.post("/agents-results/_search", query)
                .at("/hits/hits")
                .forEach(hit -> ids.add(hit.get("_id").asString()));
        return ids;
    }

    private List<String> statesInHistogram() {
        JsonNode answer =
                sink.post(
                        "/agents-results/_search",
                        """
                        {"size": 0, "query": {"term": {"metadata.run": "%s"}}, "aggs": {"time": {
                          "date_histogram": {"field": "@timestamp", "fixed_interval": "1h"},
                          "aggs": {"agent": {"terms": {"field": "agent.name"},
                            "aggs": {"state": {"terms": {"field": "task.state"}}}}}}}}
                        """
                                .formatted(run));
        List<String> states = new ArrayList<>();
        for (JsonNode hour : answer.at("/aggregations/time/buckets")) {
            for (JsonNode agent : hour.at("/agent/buckets")) {
                assertThat(agent.get("key").asString()).isEqualTo("default");
                agent.at("/state/buckets")
                        .forEach(state -> states.add(state.get("key").asString()));
            }
        }
        return states;
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLettersOfThisRun() {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of("bootstrap.servers", stack.bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(Topics.TASKS_RESULTS.deadLetterName()).stream()
                            .map(info -> new TopicPartition(info.topic(), info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> letters = new ArrayList<>();
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(letters::add);
            }
            return letters.stream()
                    .filter(letter -> new String(letter.key(), UTF_8).contains(run))
                    .toList();
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> letter, String name) {
        return new String(letter.headers().lastHeader(name).value(), UTF_8);
    }
}
