package dev.millrace.executor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.millrace.executor.embedding.MiniLm;
import dev.millrace.executor.embedding.TextEmbedder;
import dev.millrace.executor.work.TurnOutcome;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Citation;
import dev.millrace.executor.work.TurnOutcome.Failed;
import dev.millrace.executor.work.TurnRunner;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HttpModelsTest {

    private static final String OPEN_AI_ANSWER =
            """
            {"id":"1","object":"chat.completion","created":1,"model":"gpt-test",
             "choices":[{"index":0,"finish_reason":"stop",
               "message":{"role":"assistant","content":"Anna Weber built it in 1843 [1]."}}],
             "usage":{"prompt_tokens":40,"completion_tokens":9,"total_tokens":49}}""";

    private static final String ANTHROPIC_ANSWER =
            """
            {"id":"1","type":"message","role":"assistant","model":"claude-test",
             "content":[{"type":"text","text":"Anna Weber built it in 1843 [1]."}],
             "stop_reason":"end_turn","usage":{"input_tokens":40,"output_tokens":9}}""";

    private static final String OLLAMA_ANSWER =
            """
            {"model":"llama-test","created_at":"2026-01-01T00:00:00Z",
             "message":{"role":"assistant","content":"Anna Weber built it in 1843 [1]."},
             "done":true,"done_reason":"stop","prompt_eval_count":40,"eval_count":9}""";

    @Test
    void openAiGetsPromptLimitsAndHeadersOfTheTask() throws Exception {
        try (FakeModelServer server = FakeModelServer.answering(200, OPEN_AI_ANSWER)) {
            TurnOutcome outcome =
                    runner(ModelProperties.Provider.OPENAI, server.url())
                            .run(Turns.asking("Who built it?", Turns.MILL, Turns.PRICES));

            assertAnswered(outcome, "gpt-test");
            FakeModelServer.Request request = server.requests().getFirst();
            assertThat(request.path()).isEqualTo("/v1/chat/completions");
            assertHeaders(request);
            assertThat(request.header("Authorization")).isEqualTo("Bearer secret-key");
            JsonNode body = new ObjectMapper().readTree(request.body());
            assertThat(body.path("model").asText()).isEqualTo("some-model");
            assertThat(body.path("temperature").asDouble()).isEqualTo(0.5);
            assertThat(body.path("max_tokens").asInt()).isEqualTo(300);
            assertThat(body.at("/messages/0/role").asText()).isEqualTo("system");
            assertThat(body.at("/messages/0/content").asText())
                    .startsWith("Be brief.")
                    .contains("[1]")
                    .contains("The documents do not answer this question");
            assertThat(body.at("/messages/1/content").asText())
                    .contains("[1] The mill", Turns.MILL.text(), "[2]", Turns.PRICES.text())
                    .endsWith("Question: Who built it?");
        }
    }

    @Test
    void openAiItselfGetsTheLimitInItsNewerField() throws Exception {
        try (FakeModelServer server = FakeModelServer.answering(200, OPEN_AI_ANSWER)) {
            ProviderModels models =
                    ChatModels.of(
                            Runners.settings(
                                    ModelProperties.Provider.OPENAI,
                                    server.url(),
                                    Duration.ofSeconds(1)),
                            MiniLm.embedder());

            TurnOutcome outcome =
                    Runners.of(
                                    new ProviderModels(
                                            models.plain(),
                                            models.streaming(),
                                            new OpenAiRequests(true)),
                                    MiniLm.embedder())
                            .run(Turns.asking("Who built it?", Turns.MILL));

            assertAnswered(outcome, "gpt-test");
            JsonNode body = new ObjectMapper().readTree(server.requests().getFirst().body());
            assertThat(body.path("max_completion_tokens").asInt()).isEqualTo(300);
            assertThat(body.has("max_tokens")).isFalse();
            assertThat(body.path("temperature").asDouble()).isEqualTo(0.5);
            assertThat(
                            ChatModels.of(
                                            Runners.settings(
                                                    ModelProperties.Provider.OPENAI,
                                                    "https://api.openai.com/v1",
                                                    Duration.ofSeconds(1)),
                                            MiniLm.embedder())
                                    .style())
                    .isEqualTo(new OpenAiRequests(true));
        }
    }

    @Test
    void aPaidAnswerIsNotLostWhenItsCitationsCannotBeFound() throws Exception {
        try (FakeModelServer server = FakeModelServer.answering(200, OPEN_AI_ANSWER)) {
            TextEmbedder broken =
                    _ -> {
                        Thread.currentThread().interrupt();
                        throw new CancellationException("broken off");
                    };
            ProviderModels models =
                    ChatModels.of(
                            Runners.settings(
                                    ModelProperties.Provider.OPENAI,
                                    server.url(),
                                    Duration.ofSeconds(1)),
                            broken);

            TurnOutcome outcome =
                    Runners.of(models, broken).run(Turns.asking("Who built it?", Turns.MILL));

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Answered.class,
                            answered -> {
                                assertThat(answered.citations()).isEmpty();
                                assertThat(answered.tokens().input()).isEqualTo(40);
                            });
            assertThat(Thread.interrupted()).isFalse();
        }
    }

    @Test
    void anthropicGetsItsOwnProtocol() throws Exception {
        try (FakeModelServer server = FakeModelServer.answering(200, ANTHROPIC_ANSWER)) {
            TurnOutcome outcome =
                    runner(ModelProperties.Provider.ANTHROPIC, server.url())
                            .run(Turns.asking("Who built it?", Turns.MILL));

            assertAnswered(outcome, "claude-test");
            FakeModelServer.Request request = server.requests().getFirst();
            assertThat(request.path()).isEqualTo("/v1/messages");
            assertHeaders(request);
            assertThat(request.header("x-api-key")).isEqualTo("secret-key");
            JsonNode body = new ObjectMapper().readTree(request.body());
            assertThat(body.path("max_tokens").asInt()).isEqualTo(300);
            assertThat(body.path("system").toString()).contains("Be brief.");
        }
    }

    @Test
    void ollamaGetsItsOwnProtocol() throws Exception {
        try (FakeModelServer server = FakeModelServer.answering(200, OLLAMA_ANSWER)) {
            TurnOutcome outcome =
                    runner(ModelProperties.Provider.OLLAMA, server.url())
                            .run(Turns.asking("Who built it?", Turns.MILL));

            assertAnswered(outcome, "llama-test");
            FakeModelServer.Request request = server.requests().getFirst();
            assertThat(request.path()).isEqualTo("/api/chat");
            assertHeaders(request);
            assertThat(new ObjectMapper().readTree(request.body()).path("model").asText())
                    .isEqualTo("some-model");
        }
    }

    @Test
    void turnWithoutPassagesIsAskedAsItIs() throws Exception {
        try (FakeModelServer server = FakeModelServer.answering(200, OPEN_AI_ANSWER)) {
            runner(ModelProperties.Provider.OPENAI, server.url())
                    .run(Turns.asking("Tell me a joke."));

            JsonNode body = new ObjectMapper().readTree(server.requests().getFirst().body());
            assertThat(body.at("/messages/0/content").asText()).isEqualTo("Be brief.");
            assertThat(body.at("/messages/1/content").asText()).isEqualTo("Tell me a joke.");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI", "ANTHROPIC", "OLLAMA"})
    void failedCallIsMadeOnce(ModelProperties.Provider provider) throws Exception {
        try (FakeModelServer server = FakeModelServer.answering(500, "{\"error\":\"boom\"}")) {
            TurnOutcome outcome = runner(provider, server.url()).run(Turns.asking("Who?"));

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failure -> {
                                assertThat(failure.retryable()).isTrue();
                                assertThat(failure.type()).isEqualTo("http-500");
                                assertThat(failure.detail()).contains("boom");
                            });
            assertThat(server.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI", "ANTHROPIC", "OLLAMA"})
    void limitOfTheProviderSaysWhenToComeBack(ModelProperties.Provider provider) throws Exception {
        try (FakeModelServer server =
                new FakeModelServer(
                        exchange -> {
                            exchange.getResponseHeaders().add("Retry-After", "7");
                            FakeModelServer.respond(exchange, 429, "{}");
                        })) {
            TurnOutcome outcome = runner(provider, server.url()).run(Turns.asking("Who?"));

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Failed.class,
                            failure -> {
                                assertThat(failure.type()).isEqualTo("rate-limited");
                                assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
                            });
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI", "ANTHROPIC", "OLLAMA"})
    void answerThatIsNoAnswerIsMalformedAndRetryable(ModelProperties.Provider provider)
            throws Exception {
        for (String body : new String[] {"{\"choices\":", "<html>hello</html>", "{}", "[]", ""}) {
            try (FakeModelServer server = FakeModelServer.answering(200, body)) {
                assertThat(runner(provider, server.url()).run(Turns.asking("Who?")))
                        .as(body)
                        .isInstanceOfSatisfying(
                                Failed.class,
                                failure -> {
                                    assertThat(failure.type()).isEqualTo("malformed");
                                    assertThat(failure.retryable()).isTrue();
                                });
            }
        }
    }

    @Test
    void keyThatTheProviderRepeatsIsNotPassedOn() throws Exception {
        try (FakeModelServer server =
                FakeModelServer.answering(
                        401, "{\"error\":\"Incorrect key secret-key or sk-abcdef123\"}")) {
            TurnOutcome outcome =
                    runner(ModelProperties.Provider.OPENAI, server.url()).run(Turns.asking("Who?"));

            assertThat(outcome.toString())
                    .contains("authentication")
                    .doesNotContain("secret-key")
                    .doesNotContain("abcdef123");
        }
    }

    @Test
    void totalTimeHoldsForAServerThatSendsOneByteAtATime() throws Exception {
        try (FakeModelServer server =
                new FakeModelServer(
                        exchange -> {
                            exchange.sendResponseHeaders(200, 0);
                            OutputStream body = exchange.getResponseBody();
                            for (int i = 0; i < 1_000; i++) {
                                body.write(' ');
                                body.flush();
                                pause(Duration.ofMillis(20));
                            }
                        })) {
            assertTimesOut(runner(ModelProperties.Provider.OPENAI, server.url()));
        }
    }

    @Test
    void totalTimeHoldsForAServerThatNeverAnswers() throws Exception {
        try (FakeModelServer server =
                new FakeModelServer(exchange -> pause(Duration.ofSeconds(20)))) {
            assertTimesOut(runner(ModelProperties.Provider.OPENAI, server.url()));
        }
    }

    @Test
    void nobodyListeningIsARetryableConnectionFailure() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        TurnOutcome outcome =
                runner(ModelProperties.Provider.OPENAI, "http://127.0.0.1:" + port + "/v1")
                        .run(Turns.asking("Who?"));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failure -> {
                            assertThat(failure.type()).isEqualTo("connection");
                            assertThat(failure.retryable()).isTrue();
                        });
    }

    @Test
    void interruptBreaksTheCallOffAndClosesTheConnection() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        AtomicBoolean connectionClosed = new AtomicBoolean();
        try (FakeModelServer server =
                new FakeModelServer(
                        exchange -> {
                            exchange.sendResponseHeaders(200, 0);
                            asked.countDown();
                            try {
                                while (true) {
                                    exchange.getResponseBody().write(' ');
                                    exchange.getResponseBody().flush();
                                    pause(Duration.ofMillis(10));
                                }
                            } catch (IOException e) {
                                connectionClosed.set(true);
                            }
                        })) {
            TurnRunner runner =
                    Runners.of(
                            ModelProperties.Provider.OPENAI, server.url(), Duration.ofSeconds(30));
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread caller =
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    runner.run(Turns.asking("Who?"));
                                } catch (Throwable e) {
                                    thrown.set(e);
                                }
                            });
            asked.await();
            caller.interrupt();

            caller.join(Duration.ofSeconds(5));
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            await().atMost(Duration.ofSeconds(5)).untilTrue(connectionClosed);
        }
    }

    private static void assertTimesOut(TurnRunner runner) throws InterruptedException {
        long start = System.nanoTime();
        TurnOutcome outcome = runner.run(Turns.asking("Who?"));

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Failed.class,
                        failure -> {
                            assertThat(failure.type()).isEqualTo("timeout");
                            assertThat(failure.retryable()).isTrue();
                        });
    }

    private static void assertAnswered(TurnOutcome outcome, String model) {
        assertThat(outcome)
                .isEqualTo(
                        new Answered(
                                "Anna Weber built it in 1843 [1].",
                                java.util.List.of(
                                        new Citation(
                                                "mill",
                                                "The mill was built in 1843 by Anna Weber.",
                                                0.61)),
                                model,
                                "stop",
                                40,
                                9));
    }

    private static void assertHeaders(FakeModelServer.Request request) {
        assertThat(request.header("X-Millrace-Task-Id")).isEqualTo("task-7");
        assertThat(request.header("Idempotency-Key")).isEqualTo("task-7/2");
    }

    private static void pause(Duration time) throws IOException {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static TurnRunner runner(ModelProperties.Provider provider, String url) {
        return Runners.of(provider, url);
    }
}
