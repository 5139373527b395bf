package dev.millrace.executor.embedding;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.millrace.executor.metrics.MetricsConfiguration;
import dev.millrace.executor.work.ChunkScorer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class EmbeddingConfigurationTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner()
                    .withUserConfiguration(EmbeddingConfiguration.class, MetricsConfiguration.class)
                    .withBean(MeterRegistry.class, SimpleMeterRegistry::new);

    @Test
    void embedsInProcessByDefault() {
        context.run(
                started -> {
                    assertThat(started.getBean(EmbeddingProperties.class).cachedQueries())
                            .isEqualTo(1000);
                    assertThat(started.getBean(ChunkScorer.class).score("mill", List.of("mill")))
                            .hasSize(1);
                });
    }

    @Test
    void embedsAtAnOpenAiCompatibleServerIfAsked() throws Exception {
        AtomicReference<String> asked = new AtomicReference<>();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/v1/embeddings",
                exchange -> {
                    String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                    asked.set(request);
                    // The query points one way, the two texts half and all of the way along.
                    byte[] body =
                            (request.contains("query")
                                            ? "{\"data\":[{\"index\":0,\"embedding\":[3,0]}]}"
                                            : "{\"data\":[{\"index\":0,\"embedding\":[1,1]},"
                                                    + "{\"index\":1,\"embedding\":[2,0]}]}")
                                    .getBytes(UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        try {
            context.withPropertyValues(
                            "millrace.embedding.provider=openai",
                            "millrace.embedding.base-url=http://127.0.0.1:"
                                    + server.getAddress().getPort()
                                    + "/v1",
                            "millrace.embedding.model=my-embedding")
                    .run(
                            started ->
                                    assertThat(
                                                    started.getBean(ChunkScorer.class)
                                                            .score("query", List.of("a", "b")))
                                            .usingElementComparator(
                                                    (a, b) -> Math.abs(a - b) < 1e-6 ? 0 : 1)
                                            .containsExactly(Math.sqrt(0.5), 1.0));
            assertThat(asked.get()).contains("my-embedding");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void remoteProviderWithoutAnAddressStopsTheStart() {
        context.withPropertyValues("millrace.embedding.provider=openai")
                .run(
                        started ->
                                assertThat(started)
                                        .hasFailed()
                                        .getFailure()
                                        .hasStackTraceContaining(
                                                "MILLRACE_EMBEDDING_BASE_URL must be"));
    }
}
