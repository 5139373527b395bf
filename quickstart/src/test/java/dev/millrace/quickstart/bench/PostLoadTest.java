package dev.millrace.quickstart.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class PostLoadTest {

    private static final int CHUNKED = 0;
    private static final byte[] ANSWER = "{\"id\":\"x\"}".getBytes(StandardCharsets.UTF_8);

    private final Queue<String> prompts = new ConcurrentLinkedQueue<>();
    private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
    private HttpServer server;

    @BeforeEach
    void start() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void everyConnectionIsKeptAndEveryTaskIsItsOwn() throws Exception {
        answer(202, CHUNKED);

        PostLoad.Outcome outcome = load().run(3, Duration.ofSeconds(1));

        assertThat(outcome.accepted()).isPositive().isEqualTo(prompts.size());
        assertThat(prompts).doesNotHaveDuplicates();
        assertThat(clients).hasSize(3);
        assertThat(outcome.micros().max()).isPositive();
        assertThat(outcome.others()).isEmpty();
    }

    @Test
    void otherAnswersAreCountedByTheirStatus() throws Exception {
        answer(503, ANSWER.length);

        PostLoad.Outcome outcome = load().run(2, Duration.ofSeconds(1));

        assertThat(outcome.accepted()).isZero();
        assertThat(outcome.slowestSecond()).isZero();
        assertThat(outcome.others()).containsOnlyKeys(503).containsEntry(503, prompts.size());
    }

    private PostLoad load() {
        return new PostLoad(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "the-key");
    }

    private void answer(int status, int length) {
        server.createContext(
                "/v1/tasks",
                exchange -> {
                    clients.add(exchange.getRemoteAddress());
                    boolean known =
                            "Bearer the-key"
                                    .equals(exchange.getRequestHeaders().getFirst("Authorization"));
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    prompts.add(JsonMapper.shared().readTree(body).get("prompt").asString());
                    exchange.sendResponseHeaders(known ? status : 401, length);
                    exchange.getResponseBody().write(ANSWER);
                    exchange.close();
                });
        server.start();
    }
}
