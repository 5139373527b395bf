package dev.millrace.streams.agent;

import static dev.millrace.streams.agent.TestRecords.anAnswer;
import static dev.millrace.streams.agent.TestRecords.calling;
import static dev.millrace.streams.agent.TestRecords.conversation;
import static dev.millrace.streams.agent.TestRecords.retryable;
import static dev.millrace.streams.agent.TestRecords.returned;
import static dev.millrace.streams.agent.TestRecords.step;
import static dev.millrace.streams.agent.TestRecords.task;
import static dev.millrace.streams.agent.TestRecords.toolStep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Answer;
import dev.millrace.AssistantMessage;
import dev.millrace.ClientTool;
import dev.millrace.Conversation;
import dev.millrace.ModelChoice;
import dev.millrace.ModelPrice;
import dev.millrace.StepDecision;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.ToolCall;
import dev.millrace.ToolMessage;
import dev.millrace.TurnMessage;
import dev.millrace.TurnRequested;
import dev.millrace.streams.agent.AgentEvent.Admitted;
import dev.millrace.streams.agent.AgentEvent.StepEnded;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a task does with the conversation that it came with. */
class ConversationTest {

    private static final List<TurnMessage> SINCE =
            List.of(
                    new TurnMessage(
                            new AssistantMessage(
                                    "", List.of(new ToolCall("c1", "lookup", "{\"id\":7}")))),
                    new TurnMessage(new ToolMessage("c1", "lookup", "seven", false)));

    private final AgentWorld world = new AgentWorld();

    @Test
    void aTurnHasTheConversationAndBeginsItsHistoryWithWhatWasSaidSince() {
        admit(withSince().build());

        TurnRequested turn = world.turns.getFirst();
        assertThat(turn.getHistory()).isEqualTo(SINCE);
        assertThat(turn.getConversation())
                .isEqualTo(Conversation.newBuilder(withSince()).setSince(List.of()).build());
        assertThat(turn.getStream()).isTrue();
    }

    @Test
    void whatTheTaskSaidFollowsWhatWasSaidSince() {
        admit(withSince().build());
        world.happens(new StepEnded(step("t", 1, 1, calling("calculator"))));
        world.happens(new StepEnded(toolStep("t", 2, 0, 1, returned("42"))));

        List<TurnMessage> history = world.turns.getLast().getHistory();
        assertThat(history.subList(0, 2)).isEqualTo(SINCE);
        assertThat(history).hasSize(4);
        assertThat(history.getLast().getMessage())
                .isEqualTo(new ToolMessage("call_0", "calculator", "42", false));
    }

    @Test
    void aRetryAfterARestartHasTheSameConversation() {
        admit(withSince().build());
        TurnRequested first = world.turns.getFirst();
        world.restart();
        world.happens(new StepEnded(step("t", 1, 1, retryable("http-503"))));
        world.passInSteps(Duration.ofSeconds(2), Duration.ofMillis(500));

        TurnRequested second = world.turns.getLast();
        assertThat(second.getAttempt()).isEqualTo(2);
        assertThat(second.getConversation()).isEqualTo(first.getConversation());
        assertThat(second.getHistory()).isEqualTo(first.getHistory());
    }

    @Test
    void aCallThatMustBeMadeIsAskedForOnce() {
        admit(withSince().setToolChoice("required").build());
        world.happens(new StepEnded(step("t", 1, 1, calling("calculator"))));
        world.happens(new StepEnded(toolStep("t", 2, 0, 1, returned("42"))));

        assertThat(world.turns)
                .extracting(turn -> turn.getConversation().getToolChoice())
                .containsExactly("required", "auto");
    }

    @Test
    void aCallThatMustNotBeMadeIsNeverAskedFor() {
        admit(withSince().setToolChoice("none").build());
        world.happens(new StepEnded(step("t", 1, 1, calling("calculator"))));
        world.happens(new StepEnded(toolStep("t", 2, 0, 1, returned("42"))));

        assertThat(world.turns)
                .extracting(turn -> turn.getConversation().getToolChoice())
                .containsExactly("none", "none");
    }

    @Test
    void theLowerLimitOfTokensHolds() {
        admit(Conversation.newBuilder(conversation()).setMaxOutputTokens(100).build());
        assertThat(world.turns.getLast().getMaxOutputTokens()).isEqualTo(100);
    }

    @Test
    void aWishBeyondTheLimitOfTheAgentDoesNotRaiseIt() {
        admit(Conversation.newBuilder(conversation()).setMaxOutputTokens(1_000_000).build());
        assertThat(world.turns.getLast().getMaxOutputTokens()).isEqualTo(1_024);
    }

    @Test
    void callsOfTheCallersToolsAreTheResultAndTheOthersAreNamedAsDropped() {
        admit(withSince().build());
        world.happens(new StepEnded(step("t", 1, 1, calling("lookup", "calculator", "lookup"))));

        TaskResult result = world.results.get("t");
        assertThat(result.getState()).isEqualTo(TaskState.completed);
        assertThat(result.getFinishReason()).isEqualTo("tool_calls");
        assertThat(result.getText()).isEqualTo("I will see");
        assertThat(result.getToolCalls())
                .containsExactly(
                        new ToolCall("call_0", "lookup", "{\"n\":0}"),
                        new ToolCall("call_2", "lookup", "{\"n\":2}"));
        StepDecision decision =
                world.events.stream()
                        .filter(event -> event.getKind() == TaskEventKind.step_completed)
                        .findFirst()
                        .orElseThrow()
                        .getDecision();
        assertThat(decision.getAction()).isEqualTo("call_tools");
        assertThat(decision.getParameters()).contains("lookup", "calculator");
        assertThat(decision.getReasoning()).isEqualTo("I will see");
        assertThat(decision.getResult())
                .isEqualTo(
                        "The caller is to call lookup, lookup; the task ends with that, so not"
                                + " called: calculator");
    }

    @Test
    void theResultTellsWhyTheModelStopped() {
        admit(conversation());
        Answer cut = Answer.newBuilder(anAnswer()).setFinishReason("length").build();
        world.happens(new StepEnded(step("t", 1, 1, cut)));

        assertThat(world.results.get("t").getFinishReason()).isEqualTo("length");
    }

    @Test
    void theConversationAndToolsOfTheCallerCountAgainstTheBudget() {
        Conversation large =
                withSince().setInstructions("x".repeat(10_000)).setMaxOutputTokens(1).build();
        long without = reserved(task("t").build());
        long with = reserved(task("t").setConversation(large).build());

        // A price of one dollar for a million tokens is one micro-dollar for a token.
        assertThat(with - without + 1_023).isGreaterThan(10_000);
        assertThat(with)
                .isLessThan(reserved(task("t").setConversation(withLongTool(large)).build()) - 900);
    }

    private static long reserved(TaskAdmitted task) {
        return Budget.worstCase(
                task, Transcript.EMPTY, new ModelPrice(1_000_000L, 1_000_000L, 1_000_000L));
    }

    private static Conversation withLongTool(Conversation conversation) {
        return Conversation.newBuilder(conversation)
                .setTools(List.of(new ClientTool("lookup", "", "x".repeat(1_000), false)))
                .build();
    }

    private static Conversation.Builder withSince() {
        return Conversation.newBuilder(conversation("lookup")).setSince(SINCE);
    }

    private void admit(Conversation conversation) {
        TaskAdmitted task =
                task(
                                "t",
                                agent ->
                                        agent.setTools(List.of("calculator"))
                                                .setModels(List.of(new ModelChoice("", null))))
                        .setConversation(conversation)
                        .setStream(true)
                        .build();
        world.happens(new Admitted(task, Place.UNKNOWN));
    }
}
