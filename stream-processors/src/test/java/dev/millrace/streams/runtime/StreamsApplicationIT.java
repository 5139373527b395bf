package dev.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.ServerStack;
import dev.millrace.devstack.junit.DevStackExtension;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.RegistryUnavailableException;
import dev.millrace.eventruntime.TopicGuard;
import dev.millrace.eventruntime.TopicSettings;
import dev.millrace.schemas.Topics;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** The life of an application on a real broker. */
@ExtendWith(DevStackExtension.class)
class StreamsApplicationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String TOPIC = Topics.STEPS_COMPLETED.name();

    @TempDir Path folder;

    private final List<String> processed = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger fenced = new AtomicInteger();
    private final AtomicInteger observed = new AtomicInteger();
    private ServerStack stack;
    private StreamsApplication application;

    @BeforeEach
    void start(ServerStack running) {
        stack = running;
        new TopicGuard(kafka(), new TopicSettings(true, (short) 1)).ensureTopics();
        application = start("first");
        await().atMost(PATIENCE).until(() -> application.status().running());
    }

    @AfterEach
    void stop() {
        application.stop();
        assertThat(observed).hasValue(0);
    }

    @Test
    void itStartsAgainUntilAnOutageIsOverAndSkipsNothing() {
        failures.set(2);

        send("a");
        send("b");

        await().atMost(PATIENCE).until(() -> processed.containsAll(List.of("a", "b")));
        await().atMost(PATIENCE).until(() -> application.status().running());
        assertThat(application.status().restarts()).isEqualTo(2);
        assertThat(application.status().lastFailure()).contains("the registry is away");
    }

    @Test
    void itIsUnhealthyWhileItWaitsToStartAgain() {
        failures.set(1);

        send("a");

        await().atMost(PATIENCE).until(() -> !application.status().healthy());
        await().atMost(PATIENCE).until(() -> application.status().running());
    }

    @Test
    void itGoesOnWhenTheBrokerIsBack() throws Exception {
        stack.kill("kafka");
        stack.awaitHealthy(PATIENCE);

        send("after");

        await().atMost(PATIENCE).until(() -> processed.contains("after"));
    }

    @Test
    void theLaterOfTwoInstancesOfOneNameStays() {
        StreamsApplication second = start("second");

        await().atMost(PATIENCE).until(() -> fenced.get() > 0);
        second.stop();
    }

    private StreamsApplication start(String state) {
        StreamsSettings settings =
                new Binder(
                                new MapConfigurationPropertySource(
                                        Map.of(
                                                "streams.state-directory",
                                                folder.resolve(state).toString(),
                                                "streams.chunking-threads",
                                                "1")))
                        .bindOrCreate("streams", StreamsSettings.class);
        Properties properties =
                new StreamsConfiguration(settings, kafka(), new TopicSettings(true, (short) 1))
                        .chunking();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "agents-test-" + folder.getFileName());
        StreamsApplication started =
                new StreamsApplication(
                        this::topology,
                        properties,
                        settings,
                        _ -> {
                            observed.incrementAndGet();
                            return observed::decrementAndGet;
                        },
                        fenced::incrementAndGet);
        started.start();
        return started;
    }

    private Topology topology(Properties properties) {
        StreamsBuilder builder =
                new StreamsBuilder(new TopologyConfig(new StreamsConfig(properties)));
        builder.stream(TOPIC, Consumed.with(Serdes.String(), Serdes.String()))
                .foreach(
                        (_, value) -> {
                            if (failures.getAndUpdate(n -> n > 0 ? n - 1 : 0) > 0) {
                                throw new RegistryUnavailableException(
                                        "cannot read",
                                        new ConnectException("the registry is away"));
                            }
                            processed.add(value);
                        });
        return builder.build(properties);
    }

    private KafkaConnection kafka() {
        return new KafkaConnection(stack.bootstrapServers(), Map.of());
    }

    private void send(String value) {
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", stack.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, value, value)).get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
