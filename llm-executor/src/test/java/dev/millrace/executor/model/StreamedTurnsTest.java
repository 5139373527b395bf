package dev.millrace.executor.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import dev.millrace.executor.embedding.MiniLm;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.TurnOutcome;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Failed;
import dev.millrace.executor.work.TurnOutcome.Tokens;
import dev.millrace.executor.work.TurnRunner;
import dev.millrace.executor.work.Words;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamedTurnsTest {

    private static final String CHUNK =
            "{\"id\":\"1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-test\",\"choices\":[%s]%s}";
    private static final String USAGE =
            ",\"usage\":{\"prompt_tokens\":40,\"completion_tokens\":9,\"total_tokens\":49,"
                    + "\"prompt_tokens_details\":{\"cached_tokens\":30}}";

    private static final String WORDS = "data: " + delta("{\"content\":\"la \"}") + "\n\n";

    private final Heard heard = new Heard();

    @Test
    void openAisWordsAndOutcomeAreTheSame() throws Exception {
        try (FakeModelServer server =
                events(
                        delta("{\"role\":\"assistant\",\"content\":\"\"}"),
                        delta("{\"reasoning_content\":\"Think.\"}"),
                        delta("{\"content\":\"Anna Weber built \"}"),
                        delta("{\"content\":\"it in 1843 [1].\"}"),
                        finish("stop"),
                        CHUNK.formatted("", USAGE),
                        "[DONE]")) {
            Answered answered =
                    (Answered)
                            run(
                                    ModelProperties.Provider.OPENAI,
                                    server,
                                    Turns.asking("Who built it?", Turns.MILL));

            assertThat(heard.words).containsExactly("Anna Weber built ", "it in 1843 [1].");
            assertThat(answered.text()).isEqualTo("Anna Weber built it in 1843 [1].");
            assertThat(answered.citations()).hasSize(1);
            assertThat(answered.model()).isEqualTo("gpt-test");
            assertThat(answered.finishReason()).isEqualTo("stop");
            assertThat(answered.reasoning()).isEqualTo("Think.");
            assertThat(answered.tokens()).isEqualTo(new Tokens(40, 30, 9));
            FakeModelServer.Request request = server.requests().getFirst();
            assertThat(request.body())
                    .containsPattern("\"stream\"\\s*:\\s*true")
                    .containsPattern("\"include_usage\"\\s*:\\s*true");
            assertThat(request.header("X-Millrace-Task-Id")).isEqualTo("task-7");
            assertThat(request.header("Idempotency-Key")).isEqualTo("task-7/2");
        }
    }

    @Test
    void openAisToolCallsComeInParts() throws Exception {
        try (FakeModelServer server =
                events(
                        delta(
                                "{\"tool_calls\":[{\"index\":0,\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"order\",\"arguments\":\"\"}}]}"),
                        delta(
                                "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"order\\\":\"}}]}"),
                        delta(
                                "{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]}"),
                        delta(
                                "{\"tool_calls\":[{\"index\":1,\"id\":\"c2\",\"type\":\"function\",\"function\":{\"name\":\"price\",\"arguments\":\"{}\"}}]}"),
                        finish("tool_calls"),
                        "[DONE]")) {
            Answered answered = (Answered) run(ModelProperties.Provider.OPENAI, server);

            assertThat(answered.toolCalls())
                    .containsExactly(
                            new Turn.ToolCall("c1", "order", "{\"order\":1}"),
                            new Turn.ToolCall("c2", "price", "{}"));
            assertThat(answered.finishReason()).isEqualTo("tool_calls");
            assertThat(answered.text()).isEmpty();
            // A server that tells no usage: as with a plain answer.
            assertThat(answered.tokens()).isEqualTo(new Tokens(0, 0, 0));
            assertThat(heard.words).isEmpty();
        }
    }

    @Test
    void anthropicsWordsAndOutcomeAreTheSame() throws Exception {
        try (FakeModelServer server =
                anthropic(
                        "message_start {\"message\":{\"id\":\"1\",\"model\":\"claude-test\",\"usage\":{\"input_tokens\":40,\"output_tokens\":1}}}",
                        "content_block_start {\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                        "content_block_delta {\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Let me \"}}",
                        "content_block_delta {\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"see.\"}}",
                        "content_block_stop {\"index\":0}",
                        "content_block_start {\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"order\",\"input\":{}}}",
                        "content_block_delta {\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"order\\\":1}\"}}",
                        "content_block_stop {\"index\":1}",
                        "message_delta {\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":9}}",
                        "message_stop {}")) {
            Answered answered = (Answered) run(ModelProperties.Provider.ANTHROPIC, server);

            assertThat(heard.text()).isEqualTo("Let me see.");
            assertThat(answered.text()).isEqualTo("Let me see.");
            assertThat(answered.toolCalls())
                    .containsExactly(new Turn.ToolCall("t1", "order", "{\"order\":1}"));
            assertThat(answered.model()).isEqualTo("claude-test");
            assertThat(answered.tokens()).isEqualTo(new Tokens(40, 0, 9));
            assertThat(answered.finishReason()).isEqualTo("tool_calls");
        }
    }

    @Test
    void theTextIsWhatWasSaidAlsoWhereAProviderWouldPutALineBetweenItsParts() throws Exception {
        try (FakeModelServer server =
                anthropic(
                        "message_start {\"message\":{\"id\":\"1\",\"model\":\"m\",\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}}",
                        "content_block_start {\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"One. \"}}",
                        "content_block_stop {\"index\":0}",
                        "content_block_start {\"index\":1,\"content_block\":{\"type\":\"text\",\"text\":\"Two.\"}}",
                        "content_block_stop {\"index\":1}",
                        "message_delta {\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9}}",
                        "message_stop {}")) {
            Answered answered = (Answered) run(ModelProperties.Provider.ANTHROPIC, server);
            assertThat(answered.text()).isEqualTo("One. Two.").isEqualTo(heard.text());
        }
    }

    @Test
    void ollamasWordsAndOutcomeAreTheSame() throws Exception {
        try (FakeModelServer server =
                body(
                        """
                        {"model":"llama-test","message":{"role":"assistant","content":"Anna "},"done":false}
                        {"model":"llama-test","message":{"role":"assistant","content":"Weber"},"done":false}
                        {"model":"llama-test","message":{"role":"assistant","content":""},"done":true,\
                        "done_reason":"stop","prompt_eval_count":40,"eval_count":9}
                        """)) {
            Answered answered = (Answered) run(ModelProperties.Provider.OLLAMA, server);
            assertThat(heard.words).containsExactly("Anna ", "Weber");
            assertThat(answered.text()).isEqualTo("Anna Weber");
            assertThat(answered.tokens()).isEqualTo(new Tokens(40, 0, 9));
            assertThat(answered.finishReason()).isEqualTo("stop");
        }
    }

    @Test
    void theExtractiveModelStreamsToo() throws Exception {
        ProviderModels models =
                ChatModels.of(
                        Runners.settings(
                                ModelProperties.Provider.EXTRACTIVE, "", Duration.ofSeconds(9)),
                        MiniLm.embedder());
        Answered answered =
                (Answered)
                        Runners.of(models, MiniLm.embedder())
                                .run(Turns.asking("Who built the mill?", Turns.MILL), heard);
        assertThat(answered.text()).isEqualTo(heard.text()).contains("Anna Weber");
        assertThat(answered.citations()).isNotEmpty();
        assertThat(heard.words).hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI", "ANTHROPIC", "OLLAMA"})
    void aRefusalHasItsStatusAndItsWait(ModelProperties.Provider provider) throws Exception {
        try (FakeModelServer server =
                new FakeModelServer(
                        exchange -> {
                            exchange.getResponseHeaders().add("Retry-After", "7");
                            FakeModelServer.respond(exchange, 429, "{\"error\":\"slow down\"}");
                        })) {
            Failed failed = (Failed) run(provider, server);
            assertThat(failed.type()).isEqualTo("rate-limited");
            assertThat(failed.retryAfter()).contains(Duration.ofSeconds(7));
            assertThat(failed.detail()).contains("slow down");
        }
        try (FakeModelServer server = FakeModelServer.answering(500, "{\"error\":\"boom\"}")) {
            assertThat(((Failed) run(provider, server)).type()).isEqualTo("http-500");
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aFailureWithinTheStreamHasTheStatusThatItWouldHaveHad() throws Exception {
        assertFailure(
                "rate-limited",
                "data: {\"error\":{\"message\":\"no\",\"type\":\"rate_limit_error\"}}\n\n");
        assertFailure(
                "http-503",
                "data: {\"error\":{\"message\":\"no\",\"code\":503},\"choices\":[]}\n\n");
        assertFailure("http-500", "data: {\"error\":{\"message\":\"no\"}}\n\n");
        assertFailure("http-500", "event: error\ndata: it broke\n\n");
        assertFailure(
                "context-too-long",
                "data: {\"error\":{\"message\":\"no\",\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}\n\n");
        assertFailure(
                ModelProperties.Provider.ANTHROPIC,
                "http-529",
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n");
        assertFailure(ModelProperties.Provider.OLLAMA, "http-500", "{\"error\":\"no memory\"}\n");
    }

    @Test
    void wordsThatSpeakOfErrorsAreNone() throws Exception {
        String text = "{\\\"error\\\": {\\\"code\\\": 500}}";
        try (FakeModelServer server =
                events(delta("{\"content\":\"" + text + "\"}"), finish("stop"), "[DONE]")) {
            Answered answered = (Answered) run(ModelProperties.Provider.OPENAI, server);
            assertThat(answered.text()).isEqualTo("{\"error\": {\"code\": 500}}");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI", "ANTHROPIC", "OLLAMA"})
    void aStreamThatMakesNoSenseOrEndsTooEarlyIsMalformed(ModelProperties.Provider provider)
            throws Exception {
        for (String broken :
                List.of(
                        "event: message_start\ndata: {\"message\":\n\n{\"message\":\n",
                        "<html>",
                        "",
                        "data: " + delta("{\"content\":\"Half of\"}") + "\n\n")) {
            try (FakeModelServer server = body(broken)) {
                assertThat(run(provider, server))
                        .as(broken)
                        .isInstanceOfSatisfying(
                                Failed.class,
                                failed -> {
                                    assertThat(failed.type()).isEqualTo("malformed");
                                    assertThat(failed.retryable()).isTrue();
                                });
            }
        }
    }

    @Test
    void nothingIsHeardOfAStreamAfterItsFirstMistake() throws Exception {
        try (FakeModelServer server =
                events(
                        delta("{\"content\":\"Once \"}"),
                        "{\"choices\":",
                        delta("{\"content\":\"more\"}"),
                        finish("stop"),
                        "[DONE]")) {
            Failed failed = (Failed) run(ModelProperties.Provider.OPENAI, server);
            assertThat(failed.type()).isEqualTo("malformed");
            assertThat(heard.words).containsExactly("Once ");
        }
    }

    @Test
    void whatAFailedStreamUsedIsTold() throws Exception {
        try (FakeModelServer server =
                events(finish("length"), CHUNK.formatted("", USAGE), "[DONE]")) {
            Failed failed = (Failed) run(ModelProperties.Provider.OPENAI, server);
            assertThat(failed.type()).isEqualTo("malformed");
            assertThat(failed.wasted()).contains(new Tokens(40, 30, 9));
        }
        try (FakeModelServer server =
                anthropic(
                        "message_start {\"message\":{\"id\":\"1\",\"usage\":{\"input_tokens\":40,\"output_tokens\":1}}}",
                        "error {\"error\":{\"type\":\"api_error\",\"message\":\"no\"}}")) {
            Failed failed = (Failed) run(ModelProperties.Provider.ANTHROPIC, server);
            assertThat(failed.wasted()).contains(new Tokens(40, 0, 1));
        }
    }

    @Test
    void anAnswerIsWholeWithItsLastEventWhateverTheConnectionDoesThen() throws Exception {
        try (FakeModelServer server =
                new FakeModelServer(
                        exchange -> {
                            exchange.sendResponseHeaders(200, 0);
                            write(exchange, "data: " + delta("{\"content\":\"Hi\"}") + "\n\n");
                            write(exchange, "data: " + finish("stop") + "\n\n");
                            write(exchange, "data: [DONE]\n\n");
                            pause(Duration.ofSeconds(20));
                        })) {
            assertThat(
                            Runners.of(
                                            ModelProperties.Provider.OPENAI,
                                            server.url(),
                                            Duration.ofMinutes(5))
                                    .run(Turns.asking("Who?"), heard))
                    .isInstanceOf(Answered.class);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI", "ANTHROPIC", "OLLAMA"})
    void aConnectionThatBreaksAfterTheLastEventTakesNothingAway(ModelProperties.Provider provider)
            throws Exception {
        String body =
                switch (provider) {
                    case OLLAMA ->
                            "{\"message\":{\"content\":\"Hi\"},\"done\":true,\"done_reason\":\"stop\"}\n";
                    case ANTHROPIC ->
                            "event: content_block_start\ndata: {\"index\":0,\"content_block\":"
                                    + "{\"type\":\"text\",\"text\":\"Hi\"}}\n\n"
                                    + "event: content_block_stop\ndata: {\"index\":0}\n\n"
                                    + "event: message_stop\ndata: {}\n\n";
                    case OPENAI, EXTRACTIVE ->
                            "data: " + delta("{\"content\":\"Hi\"}") + "\n\ndata: [DONE]\n\n";
                };
        try (FakeModelServer server =
                new FakeModelServer(
                        exchange -> {
                            exchange.sendResponseHeaders(200, 100_000);
                            write(exchange, body);
                            exchange.close();
                        })) {
            assertThat(run(provider, server))
                    .isInstanceOfSatisfying(
                            Answered.class,
                            answered -> assertThat(answered.text()).isEqualTo("Hi"));
        }
    }

    @Test
    void aRefusalIsWhatItIsInAPlainAnswer() throws Exception {
        try (FakeModelServer server =
                events(
                        delta("{\"role\":\"assistant\",\"content\":null,\"refusal\":\"\"}"),
                        delta("{\"refusal\":\"I will \"}"),
                        delta("{\"refusal\":\"not.\"}"),
                        finish("stop"),
                        CHUNK.formatted("", USAGE),
                        "[DONE]")) {
            Failed failed = (Failed) run(ModelProperties.Provider.OPENAI, server);
            assertThat(failed.type()).isEqualTo("content-filter");
            assertThat(failed.detail()).contains("I will not.");
            assertThat(failed.wasted()).contains(new Tokens(40, 30, 9));
        }
    }

    @Test
    void theTimeOfACallHoldsForAStreamThatNeverEnds() throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        try (FakeModelServer server = endless(WORDS, closed)) {
            Failed failed = (Failed) run(ModelProperties.Provider.OPENAI, server);
            assertThat(failed.type()).isEqualTo("timeout");
            assertThat(failed.detail()).contains("PT1S");
            assertThat(heard.words).isNotEmpty();
            await().untilTrue(closed);
        }
    }

    @Test
    void theTimeOfACallHoldsForAStreamThatFallsSilent() throws Exception {
        try (FakeModelServer server =
                new FakeModelServer(
                        exchange -> {
                            exchange.sendResponseHeaders(200, 0);
                            write(exchange, "data: " + delta("{\"content\":\"Hi\"}") + "\n\n");
                            pause(Duration.ofSeconds(20));
                        })) {
            Failed failed = (Failed) run(ModelProperties.Provider.OPENAI, server);
            assertThat(failed.type()).isEqualTo("timeout");
            assertThat(heard.words).containsExactly("Hi");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"OPENAI", "ANTHROPIC", "OLLAMA"})
    void anInterruptBreaksTheStreamOffAndClosesItsConnection(ModelProperties.Provider provider)
            throws Exception {
        AtomicBoolean closed = new AtomicBoolean();
        String words =
                provider == ModelProperties.Provider.OLLAMA
                        ? "{\"message\":{\"content\":\"la \"},\"done\":false}\n"
                        : WORDS;
        try (FakeModelServer server = endless(words, closed)) {
            TurnRunner runner = Runners.of(provider, server.url(), Duration.ofMinutes(1));
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread caller =
                    Thread.startVirtualThread(
                            () -> {
                                try {
                                    runner.run(Turns.asking("Who?"), heard);
                                } catch (Throwable e) {
                                    thrown.set(e);
                                }
                            });
            await().until(() -> !server.requests().isEmpty());
            pause(Duration.ofMillis(100));
            caller.interrupt();
            assertThat(caller.join(Duration.ofSeconds(5))).isTrue();
            assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
            await().untilTrue(closed);
        }
    }

    private static FakeModelServer endless(String words, AtomicBoolean closed) {
        return new FakeModelServer(
                exchange -> {
                    exchange.sendResponseHeaders(200, 0);
                    try {
                        while (true) {
                            write(exchange, words);
                            pause(Duration.ofMillis(10));
                        }
                    } catch (IOException e) {
                        closed.set(true);
                    }
                });
    }

    private void assertFailure(String type, String body) throws Exception {
        assertFailure(ModelProperties.Provider.OPENAI, type, body);
    }

    private void assertFailure(ModelProperties.Provider provider, String type, String body)
            throws Exception {
        try (FakeModelServer server = body(body)) {
            assertThat(run(provider, server))
                    .as(body)
                    .isInstanceOfSatisfying(
                            Failed.class, failed -> assertThat(failed.type()).isEqualTo(type));
        }
    }

    private TurnOutcome run(ModelProperties.Provider provider, FakeModelServer server)
            throws InterruptedException {
        return run(provider, server, Turns.asking("Who?"));
    }

    private TurnOutcome run(ModelProperties.Provider provider, FakeModelServer server, Turn turn)
            throws InterruptedException {
        return Runners.of(provider, server.url()).run(turn, heard);
    }

    private static String delta(String delta) {
        return CHUNK.formatted("{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}", "");
    }

    private static String finish(String reason) {
        return CHUNK.formatted(
                "{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}", "");
    }

    private static FakeModelServer events(String... events) {
        StringBuilder body = new StringBuilder();
        for (String event : events) {
            body.append("data: ").append(event).append("\n\n");
        }
        return body(body.toString());
    }

    private static FakeModelServer anthropic(String... events) {
        StringBuilder body = new StringBuilder();
        for (String event : events) {
            String name = event.substring(0, event.indexOf(' '));
            String data = event.substring(event.indexOf('{') + 1);
            body.append("event: ").append(name).append("\ndata: {\"type\":\"").append(name);
            body.append(data.equals("}") ? "\"" : "\",").append(data).append("\n\n");
        }
        return body(body.toString());
    }

    private static FakeModelServer body(String body) {
        return new FakeModelServer(
                exchange -> {
                    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
                    exchange.sendResponseHeaders(200, 0);
                    write(exchange, body);
                    exchange.close();
                });
    }

    private static void write(HttpExchange exchange, String text) throws IOException {
        exchange.getResponseBody().write(text.getBytes(UTF_8));
        exchange.getResponseBody().flush();
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Heard implements Words {

        private final List<String> words = new ArrayList<>();

        @Override
        public boolean wanted() {
            return true;
        }

        @Override
        public void say(String text) {
            words.add(text);
        }

        String text() {
            return String.join("", words);
        }
    }
}
