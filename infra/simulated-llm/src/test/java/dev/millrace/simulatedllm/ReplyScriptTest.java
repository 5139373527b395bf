package dev.millrace.simulatedllm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplyScriptTest {

    private static final String SCRIPT =
            """
            replies:
              - contains: Weather
                turn: 1
                toolCalls:
                  - name: forecast
                    arguments: {city: Berlin}
              - contains: weather
                text: It is sunny.
              - matches: "order (\\\\d+)"
                text: Order $1 is on its way.
              - text: First come.
                times: 2
            """;

    private final ScriptRun run = new ScriptRun(ReplyScript.parse(SCRIPT));

    @Test
    void firstTurnAsksForTheToolAndTheSecondAnswers() {
        Reply first = reply("a", user("How is the weather?"));
        assertThat(first.toolCalls())
                .containsExactly(new ToolCall("forecast", "{\"city\":\"Berlin\"}"));
        assertThat(first.finishReason()).isEqualTo("tool_calls");

        Reply second =
                reply(
                        "b",
                        user("How is the weather?"),
                        new ChatRequest.Message("assistant", ""),
                        new ChatRequest.Message("tool", "sunny"));
        assertThat(second).isEqualTo(Reply.of("It is sunny."));
    }

    @Test
    void groupsOfTheExpressionFillTheText() {
        assertThat(reply("a", user("Where is order 4711?")).text())
                .isEqualTo("Order 4711 is on its way.");
    }

    @Test
    void limitedReplyIsUsedUpByStepsButNotByTheirRepetitions() {
        assertThat(reply("one", user("x")).text()).isEqualTo("First come.");
        assertThat(reply("one", user("x")).text()).isEqualTo("First come.");
        assertThat(reply("two", user("x")).text()).isEqualTo("First come.");
        assertThat(run.entry("three", request(user("x")))).isEmpty();
        assertThat(reply("one", user("x")).text()).isEqualTo("First come.");
    }

    @Test
    void readsJsonFilesToo(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("script.json");
        Files.writeString(file, "{\"replies\":[{\"text\":\"Hello.\"}]}");
        assertThat(ReplyScript.load(file)).isEqualTo(ReplyScript.parse("- text: Hello."));
    }

    @Test
    void parallelToolCallsAreAnsweredFromTheirResults() {
        ScriptRun script =
                new ScriptRun(
                        ReplyScript.parse(
                                """
                                - matches: 'number (\\d+)'
                                  turn: 1
                                  reasoning: I need both.
                                  toolCalls:
                                    - {name: calculator, arguments: {expression: "$1 * 2"}}
                                    - {name: current_time}
                                - turn: 2
                                  toolResult: OVERFLOW
                                  text: It is too much.
                                - turn: 2
                                  text: $tool1 at $tool2.
                                """));
        ChatRequest first = request(user("Take number 21"));
        Reply asked = script.entry("a/1", first).orElseThrow().reply(first);
        assertThat(asked.reasoning()).isEqualTo("I need both.");
        assertThat(asked.toolCalls())
                .containsExactly(
                        new ToolCall("calculator", "{\"expression\":\"21 * 2\"}"),
                        new ToolCall("current_time", "{}"));

        assertThat(secondTurn(script, "42", "noon").text()).isEqualTo("42 at noon.");
        assertThat(secondTurn(script, "error: overflow", "noon").text())
                .isEqualTo("It is too much.");
    }

    @Test
    void resultsOfEarlierTurnsAreNotThoseOfTheLast() {
        ChatRequest third =
                request(
                        user("x"),
                        new ChatRequest.Message("assistant", ""),
                        new ChatRequest.Message("tool", "old"),
                        new ChatRequest.Message("assistant", ""),
                        new ChatRequest.Message("tool", "new 1"),
                        new ChatRequest.Message("tool", "new 2"));

        assertThat(third.toolResults()).containsExactly("new 1", "new 2");
    }

    @Test
    void anEntryCanBeForOneModelOnly() {
        ScriptRun script =
                new ScriptRun(ReplyScript.parse("[{model: m, text: me}, {text: anybody}]"));
        ChatRequest other = new ChatRequest("other", List.of(user("x")), false, false, Set.of());

        assertThat(script.entry("a", request(user("x"))).orElseThrow().reply().text())
                .isEqualTo("me");
        assertThat(script.entry("b", other).orElseThrow().reply().text()).isEqualTo("anybody");
    }

    private static Reply secondTurn(ScriptRun script, String... toolResults) {
        List<ChatRequest.Message> messages = new ArrayList<>();
        messages.add(user("Take number 21"));
        messages.add(new ChatRequest.Message("assistant", ""));
        for (String result : toolResults) {
            messages.add(new ChatRequest.Message("tool", result));
        }
        ChatRequest request = new ChatRequest("m", messages, false, false, Set.of());
        return script.entry("a/3", request).orElseThrow().reply(request);
    }

    private Reply reply(String step, ChatRequest.Message... messages) {
        ChatRequest request = request(messages);
        return run.entry(step, request).orElseThrow().reply(request);
    }

    private static ChatRequest request(ChatRequest.Message... messages) {
        return new ChatRequest("m", List.of(messages), false, false, Set.of());
    }

    private static ChatRequest.Message user(String text) {
        return new ChatRequest.Message("user", text);
    }
}
