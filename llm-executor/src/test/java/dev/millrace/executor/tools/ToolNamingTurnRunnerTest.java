package dev.millrace.executor.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.executor.work.Conversation;
import dev.millrace.executor.work.Conversation.ClientTool;
import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolOutcome.Returned;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.Turn.Message;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Tokens;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ToolNamingTurnRunnerTest {

    private final Tool tool =
            new FakeTool("files/read", FakeTool.ANYTHING, FakeTool.GENEROUS, _ -> Returned.of(""));
    private final ToolRegistry registry = new ToolRegistry(List.of(() -> List.of(tool)));
    private final List<Turn> turns = new ArrayList<>();

    @Test
    void theModelReadsAndWritesNamesThatProvidersAllow() throws Exception {
        ToolNamingTurnRunner runner =
                new ToolNamingTurnRunner(
                        turn -> {
                            turns.add(turn);
                            return answer("files__read", "made_up");
                        },
                        registry);

        Answered answered = (Answered) runner.run(turn());

        assertThat(turns.getFirst().history())
                .containsExactly(
                        new Message.Said("", List.of(new Turn.ToolCall("1", "files__read", "{}"))),
                        new Message.Returned("1", "files__read", "text", false));
        assertThat(turns.getFirst().tools()).containsExactly("files/*");
        assertThat(answered.toolCalls())
                .extracting(Turn.ToolCall::name)
                .containsExactly("files/read", "made_up");
    }

    @Test
    void namesOfTheCallersToolsAreNeitherTranslatedThereNorBack() throws Exception {
        ToolNamingTurnRunner runner =
                new ToolNamingTurnRunner(
                        turn -> {
                            turns.add(turn);
                            return answer("files__read", "get.weather");
                        },
                        registry);

        Answered answered =
                (Answered) runner.run(turn(offering("files/read", "files__read", "get.weather")));

        assertThat(turns.getFirst().history())
                .containsExactly(
                        new Message.Said("", List.of(new Turn.ToolCall("1", "files/read", "{}"))),
                        new Message.Returned("1", "files/read", "text", false));
        assertThat(answered.toolCalls())
                .extracting(Turn.ToolCall::name)
                .containsExactly("files__read", "get.weather");
    }

    private static Conversation offering(String... tools) {
        return new Conversation(
                "",
                List.of(),
                Stream.of(tools).map(name -> new ClientTool(name, "", "{}", false)).toList(),
                new Conversation.ToolChoice.Auto(),
                true,
                null,
                null,
                null,
                List.of(),
                null,
                "",
                new Conversation.AnswerForm.Text());
    }

    @Test
    void anAgentMayHaveAllToolsOfAServer() {
        assertThat(new RegistrySpecifications(registry).of(List.of("files/*", "files/read")))
                .singleElement()
                .satisfies(told -> assertThat(told.name()).isEqualTo("files__read"));
    }

    private static Answered answer(String... tools) {
        List<Turn.ToolCall> calls = new ArrayList<>();
        for (String tool : tools) {
            calls.add(new Turn.ToolCall("c" + calls.size(), tool, "{}"));
        }
        return new Answered("", List.of(), "m", "tool_calls", new Tokens(1, 0, 1), calls, "");
    }

    private static Turn turn() {
        return turn(null);
    }

    private static Turn turn(@Nullable Conversation conversation) {
        return new Turn(
                "task",
                "tenant",
                "agent",
                3,
                1,
                "",
                "",
                "Read it.",
                List.of(),
                null,
                100,
                Instant.MAX,
                List.of(
                        new Message.Said("", List.of(new Turn.ToolCall("1", "files/read", "{}"))),
                        new Message.Returned("1", "files/read", "text", false)),
                List.of("files/*"),
                null,
                conversation);
    }
}
