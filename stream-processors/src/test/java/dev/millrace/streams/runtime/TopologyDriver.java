package dev.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.TopicSettings;
import dev.millrace.schemas.Topic;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/**
 * Runs a topology in memory with the settings of the service, events in their wire format and a
 * clock that goes with the driver's.
 */
public final class TopologyDriver implements AutoCloseable {

    public static final Instant START = Instant.parse("2026-01-05T10:00:00Z");

    private final EventSerdes serdes;
    private final Topology topology;
    private final TopologyTestDriver driver;
    private final SettableClock clock;

    private TopologyDriver(
            EventSerdes serdes, Topology topology, Properties properties, SettableClock clock) {
        this.serdes = serdes;
        this.topology = topology;
        this.clock = clock;
        this.driver = new TopologyTestDriver(topology, properties, clock.instant());
    }

    /** Runs a topology under the settings for admission and agents. */
    public static TopologyDriver tasks(
            EventSerdes serdes, SettableClock clock, Path state, Consumer<StreamsBuilder> build) {
        Properties properties = configuration(state).tasks();
        // The driver's imitation of transactions loses dead letters of records it cannot read.
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
        return of(serdes, clock, properties, build);
    }

    /** Runs a topology under the settings for chunking. */
    public static TopologyDriver chunking(
            EventSerdes serdes, SettableClock clock, Path state, Consumer<StreamsBuilder> build) {
        return of(serdes, clock, configuration(state).chunking(), build);
    }

    private static TopologyDriver of(
            EventSerdes serdes,
            SettableClock clock,
            Properties properties,
            Consumer<StreamsBuilder> build) {
        StreamsBuilder builder =
                new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties)));
        build.accept(builder);
        return new TopologyDriver(serdes, builder.build(properties), properties, clock);
    }

    private static StreamsConfiguration configuration(Path state) {
        StreamsSettings settings =
                new Binder(
                                new MapConfigurationPropertySource(
                                        Map.of("streams.state-directory", state.toString())))
                        .bindOrCreate("streams", StreamsSettings.class);
        return new StreamsConfiguration(
                settings,
                new KafkaConnection("unused:9092", Map.of()),
                new TopicSettings(false, (short) 1));
    }

    /** Writes an event. */
    public <V extends SpecificRecord> void send(Topic<String, V> topic, String key, V value) {
        send(topic, new TestRecord<>(key, value, clock.instant()));
    }

    /** Writes an event with headers and a time of its own. */
    public <V extends SpecificRecord> void send(
            Topic<String, V> topic, TestRecord<String, V> record) {
        TestInputTopic<String, V> input =
                driver.createInputTopic(
                        topic.name(), new StringSerializer(), serdes.serializer(topic));
        input.pipeInput(record);
    }

    /** Writes bytes that may be no event; null is a tombstone. */
    public void sendBytes(Topic<String, ?> topic, String key, byte[] value) {
        driver.createInputTopic(topic.name(), new StringSerializer(), new ByteArraySerializer())
                .pipeInput(key, value, clock.instant());
    }

    /** The events written to a topic since the last look. */
    public <V extends SpecificRecord> List<TestRecord<String, V>> read(Topic<String, V> topic) {
        TestOutputTopic<String, V> output =
                driver.createOutputTopic(
                        topic.name(), new StringDeserializer(), serdes.deserializer(topic));
        return new ArrayList<>(output.readRecordsToList());
    }

    /** The values written to a topic since the last look. */
    public <V extends SpecificRecord> List<V> values(Topic<String, V> topic) {
        return read(topic).stream().map(TestRecord::value).toList();
    }

    /** The dead letters of a topic since the last look. */
    public List<TestRecord<byte[], byte[]>> deadLetters(Topic<String, ?> topic) {
        return driver.createOutputTopic(
                        topic.deadLetterName(),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())
                .readRecordsToList();
    }

    /** Lets time pass, for timers too. */
    public void advance(Duration duration) {
        clock.advance(duration);
        driver.advanceWallClockTime(duration);
    }

    public TopologyTestDriver driver() {
        return driver;
    }

    /** Compares the topology with the description that was approved. */
    public void assertDescribedAs(String resource) throws IOException {
        String description = topology.describe().toString();
        try (InputStream approved = TopologyDriver.class.getResourceAsStream(resource)) {
            String expected =
                    approved == null
                            ? ""
                            : new String(approved.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(description.stripTrailing())
                    .as(
                            "the topology; if the change is meant (names of stores, internal topics"
                                    + " and their order are a deployment contract), put this into %s",
                            resource)
                    .isEqualToIgnoringNewLines(expected.stripTrailing());
        }
    }

    @Override
    public void close() {
        driver.close();
    }

    /** A clock that a test sets. */
    public static final class SettableClock extends Clock {

        private volatile Instant now = START;

        public void advance(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
