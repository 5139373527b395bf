package dev.millrace.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.SchemaSettings;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.executor.engine.Intake.Answer;
import dev.millrace.executor.kinds.LaneWeights;
import dev.millrace.executor.kinds.TurnWork;
import dev.millrace.executor.metrics.ExecutorMetric;
import dev.millrace.executor.tokens.SentTokens;
import dev.millrace.executor.work.TurnOutcome.Failed;
import dev.millrace.schemas.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryOutageTest {

    private static final byte[] OF_UNKNOWN_SCHEMA = {0, 0, 0, 9, 9, 1, 2};

    @TempDir Path folder;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final AtomicInteger status = new AtomicInteger(200);
    private final AtomicInteger ids = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private HttpServer registry;
    private WorkDesk<?, ?> desk;

    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext(
                "/",
                exchange -> {
                    exchange.getRequestBody().readAllBytes();
                    String body =
                            status.get() == 200
                                    ? "{\"id\":" + ids.incrementAndGet() + "}"
                                    : "{\"error_code\":" + status.get() + "03,\"message\":\"no\"}";
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(status.get(), bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        registry.start();
        String url = "http://127.0.0.1:" + registry.getAddress().getPort();
        desk =
                new WorkDesk<>(
                        new WorkPlan<>(
                                new TurnWork(
                                        _ -> Failed.terminal("none", "", ""),
                                        new LaneWeights(8, 4, 1, 4),
                                        0.25,
                                        new SentTokens().streams(),
                                        Clock.systemUTC()),
                                new EngineSettings(10, 10, 1 << 20, Duration.ofSeconds(1)),
                                Executors.newVirtualThreadPerTaskExecutor()),
                        EventSerdes.connect(SchemaSettings.of(url, folder.resolve("s.json"))),
                        new Publisher(producer),
                        new Cancellations(10, Clock.systemUTC()),
                        new EngineMetrics(meters, "turn"),
                        Spans.OFF,
                        Clock.systemUTC(),
                        () -> "call");
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    @Test
    void aRecordIsKeptWhileTheRegistryCannotBeAsked() {
        status.set(503);
        assertThat(offer()).isEqualTo(Answer.UNREADABLE_FOR_NOW);
        registry.stop(0);
        assertThat(offer()).isEqualTo(Answer.UNREADABLE_FOR_NOW);
        assertThat(producer.history()).isEmpty();
        assertThat(done).hasValue(0);
        assertThat(meters.get(ExecutorMetric.REGISTRY_WAITS.id()).counter().count()).isEqualTo(2);
    }

    @Test
    void aSchemaThatTheRegistryConfirmsAsUnknownMakesADeadLetter() {
        status.set(404);
        assertThat(offer()).isEqualTo(Answer.TAKEN);
        assertThat(producer.history())
                .singleElement()
                .satisfies(
                        letter -> {
                            assertThat(letter.topic()).isEqualTo("agents.turns.requested.low.dlq");
                            assertThat(letter.value()).isEqualTo(OF_UNKNOWN_SCHEMA);
                            assertThat(letter.headers().lastHeader(DeadLetters.OFFSET_HEADER))
                                    .isNotNull();
                        });
        assertThat(done).hasValue(1);
    }

    private Answer offer() {
        return desk.offer(
                new ConsumerRecord<>(
                        Topics.TURNS_REQUESTED_LOW.name(), 0, 7, new byte[0], OF_UNKNOWN_SCHEMA),
                false,
                (_, _) -> done.incrementAndGet());
    }
}
