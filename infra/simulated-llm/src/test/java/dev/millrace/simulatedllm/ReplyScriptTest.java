package dev.millrace.simulatedllm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        assertThat(run.reply("three", request(user("x")))).isEmpty();
        assertThat(reply("one", user("x")).text()).isEqualTo("First come.");
    }

    @Test
    void readsJsonFilesToo(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("script.json");
        Files.writeString(file, "{\"replies\":[{\"text\":\"Hello.\"}]}");
        assertThat(ReplyScript.load(file)).isEqualTo(ReplyScript.parse("- text: Hello."));
    }

    private Reply reply(String step, ChatRequest.Message... messages) {
        return run.reply(step, request(messages)).orElseThrow();
    }

    private static ChatRequest request(ChatRequest.Message... messages) {
        return new ChatRequest("m", List.of(messages), false, false);
    }

    private static ChatRequest.Message user(String text) {
        return new ChatRequest.Message("user", text);
    }
}
