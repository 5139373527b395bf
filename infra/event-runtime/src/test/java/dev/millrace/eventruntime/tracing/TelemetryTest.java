package dev.millrace.eventruntime.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.eventruntime.TraceParent;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class TelemetryTest {

    private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
    private static final String DELAY = "otel.bsp.schedule.delay";
    private static final String TIMEOUT = "otel.exporter.otlp.timeout";
    private static final int SPANS = 50_000;

    private final ApplicationContextRunner service =
            new ApplicationContextRunner()
                    .withConfiguration(AutoConfigurations.of(TracingAutoConfiguration.class))
                    .withPropertyValues("spring.application.name=some-service");

    @BeforeEach
    void beQuick() {
        System.setProperty(DELAY, "50");
    }

    @AfterEach
    void forget() {
        System.clearProperty(ENDPOINT);
        System.clearProperty(DELAY);
        System.clearProperty(TIMEOUT);
    }

    @Test
    void withoutTheSwitchThereIsNothing() {
        service.run(
                context -> {
                    assertThat(context.getBean(Spans.class)).isSameAs(Spans.OFF);
                    assertThat(threads()).isEmpty();
                });
    }

    @Test
    void spansGoToTheCollectorWithTheNameOfTheService() throws IOException {
        List<String> received = new CopyOnWriteArrayList<>();
        HttpServer collector = collector(received::add);
        System.setProperty(ENDPOINT, "http://127.0.0.1:" + collector.getAddress().getPort());
        try {
            service.withPropertyValues("millrace.traces=true", "millrace.instance=some-service-7")
                    .run(
                            context -> {
                                context.getBean(Spans.class).report(span("invoke_agent x"));
                                await().atMost(Duration.ofSeconds(20))
                                        .until(() -> !received.isEmpty());
                            });
        } finally {
            collector.stop(0);
        }
        assertThat(received.getFirst())
                .contains("POST /v1/traces application/x-protobuf")
                .contains("invoke_agent x")
                .contains("some-service-7");
        await().atMost(Duration.ofSeconds(20)).until(() -> threads().isEmpty());
    }

    /** Whoever waited for this collector would wait until the test is broken off. */
    @Test
    @Timeout(120)
    void aCollectorThatHangsKeepsNobodyWaiting() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        HttpServer collector =
                collector(
                        _ -> {
                            asked.countDown();
                            awaitQuietly(done);
                        });
        System.setProperty(ENDPOINT, "http://127.0.0.1:" + collector.getAddress().getPort());
        System.setProperty(TIMEOUT, "3600000");
        try {
            service.withPropertyValues("millrace.traces=true")
                    .run(
                            context -> {
                                Spans spans = context.getBean(Spans.class);
                                spans.report(span("first"));
                                asked.await();
                                for (int i = 0; i < SPANS; i++) {
                                    spans.report(span("span " + i));
                                }
                                assertThat(done.getCount()).isOne();
                                done.countDown();
                            });
        } finally {
            done.countDown();
            collector.stop(0);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aCollectorThatIsAwayIsToldOfOnce(CapturedOutput output) throws IOException {
        System.setProperty(ENDPOINT, "http://127.0.0.1:" + closedPort());
        System.setProperty(TIMEOUT, "500");
        service.withPropertyValues("millrace.traces=true")
                .run(
                        context -> {
                            Spans spans = context.getBean(Spans.class);
                            for (int i = 0; i < SPANS; i++) {
                                spans.report(span("span " + i));
                            }
                            await().atMost(Duration.ofSeconds(30))
                                    .until(() -> output.getAll().contains("do not reach"));
                        });
        assertThat(output.getAll().split("do not reach", -1)).hasSize(2);
    }

    private static WorkSpan span(String name) {
        return new WorkSpan(
                name,
                SpanKind.INTERNAL,
                TraceParent.following("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"),
                null,
                Instant.now(),
                Instant.now(),
                Attributes.empty());
    }

    private static HttpServer collector(Consumer<String> received) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    received.accept(
                            exchange.getRequestMethod()
                                    + " "
                                    + exchange.getRequestURI()
                                    + " "
                                    + exchange.getRequestHeaders().getFirst("Content-Type")
                                    + " "
                                    + new String(
                                            exchange.getRequestBody().readAllBytes(),
                                            StandardCharsets.ISO_8859_1));
                    exchange.sendResponseHeaders(200, -1);
                    exchange.close();
                });
        server.start();
        return server;
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("BatchSpanProcessor"))
                .toList();
    }
}
