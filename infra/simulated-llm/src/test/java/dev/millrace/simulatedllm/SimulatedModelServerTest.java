package dev.millrace.simulatedllm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SimulatedModelServerTest {

    private static final SimulationConfig AT_ONCE =
            SimulationConfig.DEFAULT.withLatency(Duration.ZERO);

    private SimulatedModelServer server;
    private ModelClient client;

    @BeforeEach
    void start() throws IOException {
        server = SimulatedModelServer.start(AT_ONCE);
        client = new ModelClient(server.port());
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void answersInOpenAisShapeQuotingThePrompt() throws Exception {
        JsonNode answer = ModelClient.json(client.chat("t/1", "What turns the wheel?"));

        assertThat(answer.at("/object").asString()).isEqualTo("chat.completion");
        assertThat(answer.at("/model").asString()).isEqualTo("m");
        assertThat(answer.at("/choices/0/message/role").asString()).isEqualTo("assistant");
        assertThat(answer.at("/choices/0/message/content").asString())
                .isEqualTo("You said: \"What turns the wheel?\"");
        assertThat(answer.at("/choices/0/finish_reason").asString()).isEqualTo("stop");
        assertThat(answer.at("/usage/prompt_tokens").asLong()).isEqualTo(6);
        assertThat(answer.at("/usage/total_tokens").asLong())
                .isEqualTo(6 + answer.at("/usage/completion_tokens").asLong());
    }

    @Test
    void citesTheFirstNumberedPassage() throws Exception {
        JsonNode answer =
                ModelClient.json(
                        client.chat("t/1", "Passages:\n[1] Water turns the wheel.\n[2] Not this."));
        assertThat(answer.at("/choices/0/message/content").asString())
                .isEqualTo("The documents say: \"Water turns the wheel.\" [1]");
    }

    @Test
    void waitsAsLongAsTheLatencySays() throws Exception {
        server.configure(AT_ONCE.withLatency(Duration.ofMillis(300)));
        long start = System.nanoTime();
        client.chat("t/1", "x");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(300), Duration.ofMillis(800));
    }

    @Test
    void countsCallsStepsAndDuplicates() throws Exception {
        client.chat("t/1", "x");
        client.chat("t/1", "x");
        client.chat("t/2", "x");
        client.post("/v1/chat/completions", ModelClient.body("no key"));

        JsonNode stats = client.get("/stats");
        assertThat(stats.at("/calls").asInt()).isEqualTo(4);
        assertThat(stats.at("/uniqueSteps").asInt()).isEqualTo(3);
        assertThat(stats.at("/duplicates").asInt()).isEqualTo(1);
        assertThat(stats.at("/peakConcurrency").asInt()).isEqualTo(1);
        assertThat(stats.at("/errors").asInt()).isZero();
        assertThat(stats.at("/models/m/calls").asInt()).isEqualTo(4);

        client.post("/stats/reset", "");
        assertThat(server.stats()).isEqualTo(new SimulationStats(0, 0, 0, 0, 0, 0, 0, Map.of()));
    }

    @Test
    void rateLimitedCallsSayWhenToComeBack() throws Exception {
        server.configure(
                AT_ONCE.withFaults(new FaultRates(1, 0, 0, 0, 0))
                        .withRetryAfter(Duration.ofMillis(1500)));
        HttpResponse<String> response = client.chat("t/1", "x");

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(response.headers().firstValue("Retry-After")).contains("2");
        assertThat(response.headers().firstValue("retry-after-ms")).contains("1500");
        assertThat(ModelClient.json(response).at("/error/code").asString())
                .isEqualTo("rate_limit_exceeded");
        assertThat(server.stats().errors()).isEqualTo(1);
    }

    @Test
    void oneModelCanFailAloneAndIsCountedAlone() throws Exception {
        server.configure(
                AT_ONCE.withFaults(new FaultRates(0, 1, 0, 0, 0)).withFaultyModels(Set.of("big")));

        assertThat(client.post("/v1/chat/completions", ofModel("big")).statusCode()).isEqualTo(500);
        assertThat(client.post("/v1/chat/completions", ofModel("small")).statusCode())
                .isEqualTo(200);

        assertThat(server.stats().models())
                .containsOnly(
                        Map.entry("big", new SimulationStats.OfModel(1, 1)),
                        Map.entry("small", new SimulationStats.OfModel(1, 0)));
    }

    @Test
    void aScriptedReplyCanTakeItsOwnTime() throws Exception {
        server.configure(
                AT_ONCE.withScript(
                        ReplyScript.parse("[{contains: slow, latency: 300ms, text: at last}]")));
        long start = System.nanoTime();
        client.chat("t/1", "slow");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    private static String ofModel(String model) {
        return ModelClient.body("x").replace("\"m\"", "\"" + model + "\"");
    }

    @Test
    void serverErrorsHaveOpenAisShape() throws Exception {
        server.configure(AT_ONCE.withFaults(new FaultRates(0, 1, 0, 0, 0)));
        HttpResponse<String> response = client.chat("t/1", "x");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(ModelClient.json(response).at("/error/type").asString())
                .isEqualTo("server_error");
    }

    @Test
    void malformedBodiesAreNotJson() throws Exception {
        server.configure(AT_ONCE.withFaults(new FaultRates(0, 0, 0, 1, 0)));
        HttpResponse<String> response = client.chat("t/1", "x");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThatThrownBy(() -> ModelClient.json(response)).hasMessageContaining("end-of-input");
    }

    @Test
    void cutBodiesEndTooEarly() {
        server.configure(AT_ONCE.withFaults(new FaultRates(0, 0, 0, 0, 1)));
        assertThatThrownBy(() -> client.chat("t/1", "x")).isInstanceOf(IOException.class);
        assertThat(server.stats().errors()).isEqualTo(1);
    }

    @Test
    void hangingCallEndsWhenItsClientGoes() {
        server.configure(AT_ONCE.withFaults(new FaultRates(0, 0, 1, 0, 0)));
        CompletableFuture<HttpResponse<String>> call = client.chatAsync("t/1", "x");
        await().until(() -> server.stats().inFlight() == 1);
        await().during(Duration.ofMillis(300)).until(() -> !call.isDone());

        client.close();
        await().until(() -> server.stats().inFlight() == 0);
        assertThat(server.stats().abandoned()).isEqualTo(1);
    }

    @Test
    void slowCallEndsWhenItsClientGoes() {
        server.configure(AT_ONCE.withLatency(Duration.ofMinutes(1)));
        CompletableFuture<HttpResponse<String>> call = client.chatAsync("t/1", "x");
        await().until(() -> server.stats().inFlight() == 1);
        assertThat(call).isNotDone();

        client.close();
        await().until(() -> server.stats().inFlight() == 0);
        assertThat(server.stats().abandoned()).isEqualTo(1);
    }

    @Test
    void sameSeedGivesTheSameFaultsToTheSameSteps() throws Exception {
        server.configure(AT_ONCE.withFaults(new FaultRates(0.3, 0.3, 0, 0, 0)).withSeed(5));
        StringBuilder first = new StringBuilder();
        StringBuilder second = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            first.append(client.chat("t/" + i, "x").statusCode()).append(' ');
        }
        server.resetStats();
        for (int i = 0; i < 30; i++) {
            second.append(client.chat("t/" + i, "x").statusCode()).append(' ');
        }
        assertThat(second).hasToString(first.toString());
        assertThat(first).contains("200", "429", "500");
    }

    @Test
    void configurationChangesOverHttp() throws Exception {
        HttpResponse<String> changed =
                client.post(
                        "/config", "{\"latency\":\"5ms\",\"script\":[{\"text\":\"Scripted.\"}]}");
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(ModelClient.json(changed)).isEqualTo(client.get("/config"));
        assertThat(ModelClient.json(changed).at("/latency").asString()).isEqualTo("5ms");
        assertThat(
                        ModelClient.json(client.chat("t/1", "x"))
                                .at("/choices/0/message/content")
                                .asString())
                .isEqualTo("Scripted.");
    }

    @Test
    void badConfigurationIsRefusedAndChangesNothing() throws Exception {
        JsonNode before = client.get("/config");
        HttpResponse<String> refused =
                client.post("/config", "{\"latency\":\"5ms\",\"rate-429\":2}");
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(ModelClient.json(refused).at("/error/param").asString()).isEqualTo("rate-429");
        assertThat(client.post("/config", "nonsense").statusCode()).isEqualTo(400);
        assertThat(client.get("/config")).isEqualTo(before);
    }

    @Test
    void badRequestsAreToldWhatIsWrong() throws Exception {
        HttpResponse<String> response = client.post("/v1/chat/completions", "{\"model\":\"m\"}");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(ModelClient.json(response).at("/error/param").asString()).isEqualTo("messages");
        assertThat(server.stats().errors()).isEqualTo(1);
        assertThat(client.post("/v1/nothing", "{}").statusCode()).isEqualTo(404);
    }

    @Test
    void healthAndModelsAnswer() throws Exception {
        assertThat(client.get("/health").at("/status").asString()).isEqualTo("UP");
        assertThat(client.get("/v1/models").at("/data/0/id").asString()).isEqualTo("simulated");
    }

    @Test
    void chunkedBodiesAndPipelinedRequestsAreRead() throws Exception {
        server.configure(AT_ONCE.withLatency(Duration.ofMillis(100)));
        String json = ModelClient.body("x");
        String chunked =
                "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "5\r\n"
                        + json.substring(0, 5)
                        + "\r\n"
                        + Integer.toHexString(json.length() - 5)
                        + "\r\n"
                        + json.substring(5)
                        + "\r\n0\r\n\r\n";
        String closing = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write((chunked + closing).getBytes(StandardCharsets.UTF_8));
            assertThat(all(socket.getInputStream()))
                    .contains("You said: \\\"x\\\"")
                    .endsWith("{\"status\":\"UP\"}");
        }
    }

    @Test
    void whatIsNotHttpIsRefused() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write("hello\r\n".getBytes(StandardCharsets.UTF_8));
            assertThat(all(socket.getInputStream())).startsWith("HTTP/1.1 400 ");
        }
    }

    private static String all(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
}
