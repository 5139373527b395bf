package dev.millrace.executor.embedding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.executor.metrics.MetricsConfiguration;
import dev.millrace.executor.work.CallFailedException;
import dev.millrace.executor.work.ChunkScorer;
import dev.millrace.executor.work.TurnOutcome.Failed;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class RemoteTextEmbedderTest {

    private static final String KEY = "my-secret-key";

    private final CountDownLatch end = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile int status = 200;
    private volatile String body = "{}";
    private volatile boolean hangs;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/v1/embeddings", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "429, true, rate-limited",
        "500, true, http-500",
        "503, true, http-503",
        "401, false, authentication",
        "404, false, model-not-found",
        "400, false, http-400"
    })
    void aStatusIsClassified(int answered, boolean retryable, String type) {
        status = answered;
        body = "{\"error\":{\"message\":\"not with " + KEY + "\"}}";
        Failed failed = failure();
        assertThat(failed.type()).isEqualTo(type);
        assertThat(failed.retryable()).isEqualTo(retryable);
        assertThat(failed.detail()).contains("HTTP " + answered).doesNotContain(KEY);
    }

    @Test
    void theServersWishToWaitIsPassedOn() {
        status = 429;
        assertThat(failure().retryAfter()).contains(Duration.ofSeconds(7));
    }

    @Test
    void anAnswerThatMakesNoSenseCanBeTriedAgain() {
        body = "{\"data\":[]}";
        Failed failed = failure();
        assertThat(failed.type()).isEqualTo("malformed");
        assertThat(failed.retryable()).isTrue();
    }

    @Test
    void aServerThatIsAwayCanBeTriedAgain() {
        server.stop(0);
        Failed failed = failure();
        assertThat(failed.type()).isEqualTo("connection");
        assertThat(failed.retryable()).isTrue();
    }

    @Test
    void aServerThatHangsIsATimeout() {
        hangs = true;
        Failed failed = failure();
        assertThat(failed.type()).isEqualTo("timeout");
        assertThat(failed.retryable()).isTrue();
    }

    @Test
    void aCallThatIsBrokenOffIsNoFailureOfTheServer() throws Exception {
        hangs = true;
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread thread = Thread.ofPlatform().start(() -> score("1h", thrown::set));
        asked.await();
        thread.interrupt();
        await().until(() -> thrown.get() != null);
        assertThat(thrown.get()).isNotInstanceOf(CallFailedException.class);
    }

    private Failed failure() {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        score("1s", thrown::set);
        return catchThrowableOfType(
                        CallFailedException.class,
                        () -> {
                            throw thrown.get();
                        })
                .failed();
    }

    private void score(String timeout, Consumer<Throwable> failed) {
        new ApplicationContextRunner()
                .withUserConfiguration(EmbeddingConfiguration.class, MetricsConfiguration.class)
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withPropertyValues(
                        "millrace.embedding.provider=openai",
                        "millrace.embedding.api-key=" + KEY,
                        "millrace.embedding.timeout=" + timeout,
                        "millrace.embedding.base-url=http://127.0.0.1:"
                                + server.getAddress().getPort()
                                + "/v1")
                .run(
                        started -> {
                            try {
                                started.getBean(ChunkScorer.class).score("query", List.of("a"));
                            } catch (RuntimeException e) {
                                failed.accept(e);
                            }
                        });
    }

    private void answer(HttpExchange exchange) throws IOException {
        asked.countDown();
        exchange.getRequestBody().readAllBytes();
        if (hangs) {
            hang();
        }
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().set("Retry-After", "7");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private void hang() throws IOException {
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
