package dev.millrace.streams.agent;

import dev.millrace.ChunkBatchScored;
import dev.millrace.StepCompleted;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskCommand;
import dev.millrace.TaskEvent;
import dev.millrace.TaskResult;
import dev.millrace.TurnRequested;
import dev.millrace.eventruntime.DeadLetterHandler;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.tracing.RecordedSpans;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.streams.state.TaskHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;

/** The agent topology, driven by hand, with its clock. */
final class AgentDriver implements AutoCloseable {

    private static final List<String> STORES =
            List.of(
                    AgentStores.TASKS,
                    AgentStores.TRANSCRIPTS,
                    AgentStores.CONTEXTS,
                    AgentStores.TIMERS,
                    AgentStores.EARLY);

    private static final StateFormat<TaskHeader> HEADERS =
            new StateFormat<>(TaskHeader.class, "TaskHeader-1.avsc", "TaskHeader-2.avsc");

    private static final Path STATE = stateDirectory();

    final TestClock clock = new TestClock(TestRecords.START);
    final CountingMetrics metrics = new CountingMetrics();
    final RecordedSpans spans = new RecordedSpans();
    private final EventSerdes serdes = EventSerdes.inMemory();
    private final TopologyTestDriver driver;
    private boolean closed;

    AgentDriver() {
        this(AgentSettings.defaults());
    }

    AgentDriver(AgentSettings settings) {
        driver =
                new TopologyTestDriver(
                        topology(settings, serdes, clock, metrics, spans),
                        properties(),
                        clock.instant());
    }

    private static Path stateDirectory() {
        try {
            Path directory = Files.createTempDirectory("agent-test");
            directory.toFile().deleteOnExit();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Topology topology() {
        return topology(
                AgentSettings.defaults(),
                EventSerdes.inMemory(),
                new TestClock(Instant.EPOCH),
                new CountingMetrics(),
                Spans.OFF);
    }

    private static Topology topology(
            AgentSettings settings,
            EventSerdes serdes,
            TestClock clock,
            AgentMetrics metrics,
            Spans spans) {
        StreamsBuilder builder =
                new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties())));
        new AgentTopology(settings, serdes, clock, clock::nanoTime, metrics, spans).build(builder);
        return builder.build();
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "agent-test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        // Its own, so that two runs of the tests do not meet; the driver deletes what is in it.
        properties.put(StreamsConfig.STATE_DIR_CONFIG, STATE.toString());
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        properties.put(
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                DeadLetterHandler.class);
        properties.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
        return properties;
    }

    void admit(TaskAdmitted task) {
        pipe(Topics.TASKS_ADMITTED, task.getTaskId(), task);
    }

    void score(ChunkBatchScored batch) {
        pipe(Topics.CHUNKS_EMBEDDED, batch.getTaskId(), batch);
    }

    void complete(StepCompleted step) {
        pipe(Topics.STEPS_COMPLETED, step.getTaskId(), step);
    }

    void command(TaskCommand command) {
        pipe(Topics.TASKS_COMMANDS, command.getTaskId(), command);
    }

    <V extends SpecificRecord> void pipe(Topic<String, V> topic, String key, V value) {
        pipe(topic, new TestRecord<>(key, value, clock.instant()));
    }

    <V extends SpecificRecord> void pipe(Topic<String, V> topic, TestRecord<String, V> record) {
        driver.createInputTopic(topic.name(), new StringSerializer(), serdes.serializer(topic))
                .pipeInput(record);
    }

    void pipeBytes(Topic<String, ?> topic, String key, byte[] value) {
        driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(key, value, clock.instant()));
    }

    void pass(Duration time) {
        clock.pass(time);
        driver.advanceWallClockTime(time);
    }

    /** Time passes in steps that are short enough for every timer to be looked at. */
    void passInSteps(Duration time, Duration step) {
        for (Duration gone = Duration.ZERO; gone.compareTo(time) < 0; gone = gone.plus(step)) {
            pass(step);
        }
    }

    List<TaskEvent> events() {
        return read(Topics.TASKS_EVENTS);
    }

    List<TaskResult> results() {
        return read(Topics.TASKS_RESULTS);
    }

    List<TurnRequested> turns() {
        return read(Topics.TURNS_REQUESTED_NORMAL);
    }

    <V extends SpecificRecord> List<V> read(Topic<String, V> topic) {
        return driver.createOutputTopic(
                        topic.name(), new StringDeserializer(), serdes.deserializer(topic))
                .readValuesToList();
    }

    /** The keys of the records of a topic since the last look. */
    List<String> keys(Topic<String, ?> topic) {
        return driver
                .createOutputTopic(
                        topic.name(), new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList()
                .stream()
                .map(TestRecord::key)
                .toList();
    }

    /** The headers of the records of a topic since the last look. */
    List<Headers> headers(Topic<String, ?> topic) {
        return driver
                .createOutputTopic(
                        topic.name(), new StringDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList()
                .stream()
                .map(TestRecord::headers)
                .toList();
    }

    <V extends SpecificRecord> V decode(Topic<String, V> topic, byte[] value) {
        return serdes.deserializer(topic).deserialize(topic.name(), value);
    }

    List<TestRecord<String, byte[]>> deadLetters(Topic<String, ?> topic) {
        return driver.createOutputTopic(
                        topic.deadLetterName(),
                        new StringDeserializer(),
                        new ByteArrayDeserializer())
                .readRecordsToList();
    }

    /** What is known of a task; null when nothing is. */
    TaskHeader header(String id) {
        return HEADERS.decodeIfPresent(
                driver.<Bytes, byte[]>getKeyValueStore(AgentStores.TASKS).get(StateFormat.key(id)));
    }

    /** All keys of all stores of the agent. */
    List<String> stored() {
        List<String> keys = new ArrayList<>();
        for (String store : STORES) {
            try (KeyValueIterator<Bytes, byte[]> entries =
                    driver.<Bytes, byte[]>getKeyValueStore(store).all()) {
                while (entries.hasNext()) {
                    KeyValue<Bytes, byte[]> entry = entries.next();
                    keys.add(store + ":" + entry.key);
                }
            }
        }
        return keys;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            driver.close();
        }
    }
}
