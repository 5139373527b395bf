package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.devstack.ServerStack;
import dev.millrace.devstack.junit.DevStackExtension;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Several gateways on one Kafka, and nothing between them. */
@Timeout(180)
@ExtendWith(DevStackExtension.class)
class InstancesIT {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SIMPLE = "{\"prompt\":\"Why?\"}";
    private static final String KEY = "Idempotency-Key";
    private static final String REPLAYED = "Idempotency-Replayed";
    private static final String READINESS = "/actuator/health/readiness";

    @TempDir static Path home;

    private static ServerStack servers;
    private static GatewayProcess one;
    private static GatewayProcess two;

    @BeforeAll
    static void start(ServerStack stack) throws IOException {
        servers = stack;
        one = new GatewayProcess(stack, home, freePort(), "1");
        two = new GatewayProcess(stack, home, freePort(), "2");
        one.start();
        two.start();
        awaitReady(one);
        awaitReady(two);
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
    }

    @Test
    void aTaskOfOneInstanceIsFoundOnTheOtherAtOnce() throws Exception {
        for (int i = 0; i < 100; i++) {
            GatewayProcess taker = i % 2 == 0 ? one : two;
            GatewayProcess asked = i % 2 == 0 ? two : one;

            assertThat(asked.get("/v1/tasks/" + id(taker.post(SIMPLE))).statusCode())
                    .isEqualTo(200);
        }
        assertThat(one.get("/v1/tasks/unknown").statusCode()).isEqualTo(404);
        assertThat(two.get("/v1/tasks/unknown").statusCode()).isEqualTo(404);
    }

    @Test
    void anInstanceAnswersWhileTheOtherIsKilledAndWhenItIsBackItKnowsAll() throws Exception {
        CompletableFuture<Void> back = new CompletableFuture<>();
        two.kill();
        Thread.startVirtualThread(() -> restart(two, back));

        List<String> ids = new ArrayList<>();
        while (!back.isDone()) {
            ids.add(id(one.post(SIMPLE)));
            assertThat(one.get("/v1/tasks/" + ids.getLast()).statusCode()).isEqualTo(200);
        }

        back.join();
        for (String id : ids) {
            assertThat(two.get("/v1/tasks/" + id).statusCode()).isEqualTo(200);
        }
        assertThat(two.get("/v1/tasks/unknown").statusCode()).isEqualTo(404);
    }

    @Test
    void aNewInstanceKnowsWhatWasThereBeforeItAndIsReadyThen() throws Exception {
        List<String> ids =
                IntStream.range(0, 50).mapToObj(_ -> id(quietly(() -> one.post(SIMPLE)))).toList();

        try (GatewayProcess late = new GatewayProcess(servers, home, freePort(), "late")) {
            late.start();
            for (String id : ids) {
                assertThat(late.get("/v1/tasks/" + id).statusCode()).isEqualTo(200);
            }
            assertThat(late.get("/v1/tasks/unknown").statusCode()).isEqualTo(404);

            awaitReady(late);
            JsonNode health = JSON.readTree(late.get("/actuator/health").body());
            assertThat(health.at("/components/kafkaStreams/details/eventsBehind").asLong(-1))
                    .isZero();
        }
    }

    @Test
    void requestsOfOneKeyMakeOneTaskWhicheverInstancesTakeThem() throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> all =
                    IntStream.range(0, 40)
                            .mapToObj(i -> callers.submit(() -> keyed(i % 2 == 0 ? one : two)))
                            .toList();
            Set<String> ids = new HashSet<>();
            int first = 0;
            for (Future<HttpResponse<String>> answer : all) {
                ids.add(id(answer.get()));
                first += answer.get().headers().firstValue(REPLAYED).isPresent() ? 0 : 1;
            }
            assertThat(ids).hasSize(1);
            assertThat(first).isOne();
            assertThat(one.post("{\"prompt\":\"How?\"}", Map.of(KEY, "one-key")).statusCode())
                    .isEqualTo(422);
            assertThat(two.post("{\"prompt\":\"How?\"}", Map.of(KEY, "one-key")).statusCode())
                    .isEqualTo(422);
        }
    }

    private static HttpResponse<String> keyed(GatewayProcess gateway) throws Exception {
        return gateway.post(SIMPLE, Map.of(KEY, "one-key"));
    }

    private static void restart(GatewayProcess gateway, CompletableFuture<Void> back) {
        try {
            gateway.start();
            awaitReady(gateway);
            back.complete(null);
        } catch (IOException | RuntimeException e) {
            back.completeExceptionally(e);
        }
    }

    private static void awaitReady(GatewayProcess gateway) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> gateway.get(READINESS).statusCode() == 200);
    }

    private static String id(HttpResponse<String> accepted) {
        assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
        return JSON.readTree(accepted.body()).get("id").asString();
    }

    private static <T> T quietly(Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
