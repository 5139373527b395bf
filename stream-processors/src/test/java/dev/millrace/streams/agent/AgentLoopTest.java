package dev.millrace.streams.agent;

import static dev.millrace.streams.agent.TestRecords.START;
import static dev.millrace.streams.agent.TestRecords.anAnswer;
import static dev.millrace.streams.agent.TestRecords.answer;
import static dev.millrace.streams.agent.TestRecords.calling;
import static dev.millrace.streams.agent.TestRecords.failure;
import static dev.millrace.streams.agent.TestRecords.retryable;
import static dev.millrace.streams.agent.TestRecords.returned;
import static dev.millrace.streams.agent.TestRecords.step;
import static dev.millrace.streams.agent.TestRecords.task;
import static dev.millrace.streams.agent.TestRecords.taskWithTools;
import static dev.millrace.streams.agent.TestRecords.toolStep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.Answer;
import dev.millrace.AssistantMessage;
import dev.millrace.ChunkBatchScored;
import dev.millrace.ModelChoice;
import dev.millrace.ModelPrice;
import dev.millrace.RecordPlace;
import dev.millrace.StepCompleted;
import dev.millrace.StepDecision;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.ToolCall;
import dev.millrace.ToolMessage;
import dev.millrace.ToolRequested;
import dev.millrace.ToolReturn;
import dev.millrace.TurnMessage;
import dev.millrace.TurnRequested;
import dev.millrace.Usage;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Turns, tools, and what follows from them. */
class AgentLoopTest {

    private static final ModelPrice PRICE = new ModelPrice(1_000_000L, 100_000L, 2_000_000L);

    /** What a turn that calls a tool, and its result, become in the result of the task. */
    private static final String ROUND =
            """
            assistant: I will see
            assistant calls calculator {"n":0}
            calculator: 42""";

    private AgentDriver agent;

    @BeforeEach
    void start() {
        agent = new AgentDriver();
    }

    @AfterEach
    void stop() {
        agent.close();
    }

    @Test
    void aTurnWithTwoToolsLeadsToAnotherTurnThatKnowsThem() {
        agent.admit(taskWithTools("t").setRoles(List.of("staff")).build());
        agent.complete(step("t", 1, 1, calling("calculator", "search_documents")));

        List<ToolRequested> tools = agent.read(Topics.TOOLS_REQUESTED);
        assertThat(tools)
                .extracting(ToolRequested::getStep, ToolRequested::getCall, ToolRequested::getTool)
                .containsExactly(tuple(2, 0, "calculator"), tuple(2, 1, "search_documents"));
        assertThat(tools.getFirst().getRoles()).containsExactly("staff");
        assertThat(tools.getFirst().getArguments()).isEqualTo("{\"n\":0}");

        agent.turns();
        agent.complete(toolStep("t", 2, 1, 1, returned("nothing")));
        assertThat(agent.turns()).isEmpty();
        agent.complete(toolStep("t", 2, 0, 1, returned("42")));

        TurnRequested turn = agent.turns().getFirst();
        assertThat(turn.getStep()).isEqualTo(3);
        assertThat(turn.getTools()).containsExactly("calculator", "search_documents");
        assertThat(turn.getHistory())
                .containsExactly(
                        new TurnMessage(
                                new AssistantMessage(
                                        "I will see",
                                        List.of(
                                                new ToolCall("call_0", "calculator", "{\"n\":0}"),
                                                new ToolCall(
                                                        "call_1",
                                                        "search_documents",
                                                        "{\"n\":1}")))),
                        new TurnMessage(new ToolMessage("call_0", "calculator", "42", false)),
                        new TurnMessage(
                                new ToolMessage("call_1", "search_documents", "nothing", false)));
        agent.complete(step("t", 3, 1, anAnswer()));
        TaskResult result = agent.results().getFirst();
        assertThat(result.getText()).isEqualTo("Water [1]");
        assertThat(result.getSteps()).isEqualTo(3);
        assertThat(result.getUsage()).isEqualTo(new Usage(22L, 14L, 6L, 0L));
        agent.pass(Duration.ofMinutes(11));
        assertThat(agent.stored()).isEmpty();
    }

    @Test
    void everyEndedTurnAndToolHasItsDecision() {
        agent.admit(taskWithTools("t").build());
        agent.complete(
                StepCompleted.newBuilder(step("t", 1, 1, calling("calculator")))
                        .setCallId("c-1")
                        .setTarget("gpt")
                        .setCompletedAt(START.plusMillis(1_500))
                        .build());
        agent.complete(
                toolStep("t", 2, 0, 1, new ToolReturn("no such sum", true, "invalid-arguments")));

        List<TaskEvent> events = agent.events();
        assertThat(events)
                .extracting(TaskEvent::getSequence, TaskEvent::getKind, TaskEvent::getStep)
                .containsExactly(
                        tuple(2L, TaskEventKind.step_requested, 1),
                        tuple(3L, TaskEventKind.step_completed, 1),
                        tuple(4L, TaskEventKind.step_requested, 2),
                        tuple(5L, TaskEventKind.step_completed, 2),
                        tuple(6L, TaskEventKind.step_requested, 3));
        StepDecision turn = events.get(1).getDecision();
        assertThat(turn.getCallId()).isEqualTo("c-1");
        assertThat(turn.getAction()).isEqualTo("call_tools");
        assertThat(turn.getInput()).isEqualTo(TestRecords.PROMPT);
        assertThat(turn.getReasoning()).isEqualTo("I will see");
        assertThat(turn.getTarget()).isEqualTo("gpt");
        assertThat(turn.getLatencyMs()).isEqualTo(1_500);
        assertThat(turn.getParameters())
                .isEqualTo("[{\"name\":\"calculator\",\"arguments\":\"{\\\"n\\\":0}\"}]");
        StepDecision tool = events.get(3).getDecision();
        assertThat(tool.getAction()).isEqualTo("calculator");
        assertThat(tool.getParameters()).isEqualTo("{\"n\":0}");
        assertThat(tool.getResult()).isEqualTo("no such sum");
        assertThat(tool.getError().getType()).isEqualTo("invalid-arguments");
    }

    @Test
    void aToolThatIsNotTheAgentsIsNotCalledAndTheModelHearsOfIt() {
        agent.admit(taskWithTools("t").build());
        agent.complete(step("t", 1, 1, calling("calculator", "rm")));
        assertThat(agent.read(Topics.TOOLS_REQUESTED))
                .extracting(ToolRequested::getTool)
                .containsExactly("calculator");
        agent.turns();
        agent.complete(toolStep("t", 2, 0, 1, returned("42")));

        ToolMessage refusal =
                (ToolMessage) agent.turns().getFirst().getHistory().getLast().getMessage();
        assertThat(refusal.getIsError()).isTrue();
        assertThat(refusal.getToolCallId()).isEqualTo("call_1");
    }

    @Test
    void moreThan32CallsOfATurnAreNotMade() {
        agent.admit(taskWithTools("t").build());
        String[] many = new String[200];
        Arrays.fill(many, "calculator");
        agent.complete(step("t", 1, 1, calling(many)));
        assertThat(agent.read(Topics.TOOLS_REQUESTED)).hasSize(32);
        agent.turns();
        IntStream.range(0, 32)
                .forEach(call -> agent.complete(toolStep("t", 2, call, 1, returned("1"))));

        assertThat(agent.turns().getFirst().getHistory()).hasSize(1 + 128);
    }

    @Test
    void longResultsOfToolsAreCut() {
        agent.admit(taskWithTools("t").build());
        agent.complete(step("t", 1, 1, calling("calculator")));
        agent.turns();
        agent.complete(toolStep("t", 2, 0, 1, returned("é".repeat(100_000))));

        ToolMessage message =
                (ToolMessage) agent.turns().getFirst().getHistory().getLast().getMessage();
        assertThat(message.getContent()).startsWith("é".repeat(32 * 1024)).contains("cut");
    }

    @Test
    void aTaskThatNeedsMoreStepsFailsWithWhatItHadComeTo() {
        agent.admit(task("t", a -> a.setMaxSteps(2).setTools(List.of("calculator"))).build());
        agent.complete(step("t", 1, 1, calling("calculator")));
        agent.complete(toolStep("t", 2, 0, 1, returned("42")));

        TaskResult result = agent.results().getFirst();
        assertThat(result.getError().getType()).isEqualTo("max-steps");
        assertThat(result.getText()).isEqualTo(ROUND);
        assertThat(result.getSteps()).isEqualTo(2);
    }

    @Test
    void aConversationThatIsTooLongFails() {
        agent.admit(task("t", a -> a.setMaxSteps(100).setTools(List.of("calculator"))).build());
        String text = "x".repeat(400 * 1024);
        for (int step = 1; agent.results().isEmpty() && step < 60; step += 2) {
            Answer answer = Answer.newBuilder(calling("calculator")).setText(text).build();
            agent.complete(step("t", step, 1, answer));
            agent.complete(toolStep("t", step + 1, 0, 1, returned("42")));
        }

        assertThat(agent.events().getLast().getError().getType()).isEqualTo("context-too-long");
    }

    @Test
    void toolsAreToldWhereTheChunksOfTheTaskLie() {
        agent.admit(
                taskWithTools("t")
                        .setDocuments(TestRecords.taskWithDocument("t").getDocuments())
                        .build());
        agent.score(
                ChunkBatchScored.newBuilder(TestRecords.batch("t", 0, true, List.of()))
                        .setPlace(new RecordPlace(3, 17L))
                        .build());
        agent.complete(step("t", 1, 1, calling("search_documents")));

        assertThat(agent.read(Topics.TOOLS_REQUESTED).getFirst().getChunks())
                .containsExactly(new RecordPlace(3, 17L));
        agent.complete(toolStep("t", 2, 0, 1, returned("found")));
        agent.complete(step("t", 3, 1, anAnswer()));
        agent.pass(Duration.ofMinutes(11));
        assertThat(agent.stored()).isEmpty();
    }

    @Test
    void theNextModelAnswersWhenTheFirstOneRests() {
        agent.admit(task("t", a -> a.setModels(chain())).build());
        agent.complete(step("t", 1, 1, retryable("breaker-open", Duration.ofSeconds(30))));

        assertThat(agent.turns())
                .extracting(
                        TurnRequested::getModel, TurnRequested::getAttempt, TurnRequested::getPrice)
                .containsExactly(tuple("big", 1, PRICE), tuple("small", 2, null));
        agent.complete(step("t", 1, 2, anAnswer()));
        assertThat(agent.results()).extracting(TaskResult::getDegraded).containsExactly(true);
        assertThat(agent.events()).extracting(TaskEvent::getKind).contains(TaskEventKind.fallback);
        assertThat(agent.metrics.fallbacks()).containsEntry("breaker-open", 1);
    }

    @Test
    void aLateAnswerOfTheFirstModelIsNotDegraded() {
        agent.admit(task("t", a -> a.setModels(chain())).build());
        agent.complete(step("t", 1, 1, failure("quota")));
        agent.complete(step("t", 1, 1, anAnswer()));

        assertThat(agent.results()).extracting(TaskResult::getDegraded).containsExactly(false);
    }

    @Test
    void eachStepBeginsWithTheFirstModel() {
        agent.admit(task("t", a -> a.setModels(chain()).setTools(List.of("calculator"))).build());
        agent.complete(step("t", 1, 1, failure("quota")));
        agent.complete(step("t", 1, 2, calling("calculator")));
        agent.complete(toolStep("t", 2, 0, 1, returned("42")));

        assertThat(agent.turns())
                .extracting(TurnRequested::getModel)
                .containsExactly("big", "small", "big");
        agent.complete(step("t", 3, 1, anAnswer()));
        assertThat(agent.results()).extracting(TaskResult::getDegraded).containsExactly(false);
    }

    @Test
    void theTextOfTheAgentAnswersWhenNoModelCan() {
        agent.admit(task("t", a -> a.setModels(chain()).setFallbackText("Ask a person.")).build());
        agent.complete(step("t", 1, 1, failure("authentication")));
        agent.complete(step("t", 1, 2, retryable("breaker-open")));

        TaskResult result = agent.results().getFirst();
        assertThat(result.getState()).isEqualTo(TaskState.completed);
        assertThat(result.getText()).isEqualTo("Ask a person.");
        assertThat(result.getModel()).isEqualTo("static");
        assertThat(result.getDegraded()).isTrue();
    }

    @Test
    void aTurnThatMayCostTooMuchIsNotAsked() {
        // 12 bytes of text, 2 messages and 1,024 tokens to write: 2,206 micro-USD at worst.
        agent.admit(task("t", a -> a.setModels(chain())).setMaxCostMicroUsd(2_000L).build());

        assertThat(agent.turns()).isEmpty();
        assertThat(agent.results().getFirst().getError().getType()).isEqualTo("budget");
    }

    @Test
    void whatAnAttemptMayCostStaysReservedUntilItsOutcomeComes() {
        agent.admit(
                task("t", a -> a.setModels(chain()).setStepTimeoutMs(10_000))
                        .setMaxCostMicroUsd(3_000L)
                        .build());
        assertThat(agent.metrics.reserved()).isEqualTo(worstCase());
        agent.passInSteps(Duration.ofSeconds(11), Duration.ofSeconds(1));

        // A second attempt beside the first one may cost too much together.
        assertThat(agent.results().getFirst().getError().getType()).isEqualTo("budget");
    }

    @Test
    void anAttemptThatFailedIsNoLongerReserved() {
        agent.admit(
                task("t", a -> a.setModels(List.of(chain().getFirst())))
                        .setMaxCostMicroUsd(3_000L)
                        .build());
        agent.complete(step("t", 1, 1, retryable("http-503")));
        agent.passInSteps(Duration.ofSeconds(2), Duration.ofMillis(500));

        assertThat(agent.read(Topics.TURNS_REQUESTED_RETRY)).hasSize(1);
        assertThat(agent.results()).isEmpty();
    }

    @Test
    void whatWasSpentCountsAgainstTheMaximum() {
        agent.admit(taskWithTools("t").setMaxCostMicroUsd(3L).build());
        agent.complete(step("t", 1, 1, calling("calculator")));
        agent.complete(toolStep("t", 2, 0, 1, returned("42")));
        assertThat(agent.results()).isEmpty();
        agent.complete(step("t", 3, 1, calling("calculator")));
        agent.complete(toolStep("t", 4, 0, 1, returned("42")));

        TaskResult result = agent.results().getFirst();
        assertThat(result.getError().getType()).isEqualTo("budget");
        assertThat(result.getText()).isEqualTo(ROUND + "\n" + ROUND);
    }

    private static long worstCase() {
        long text = "Be brief.".length() + TestRecords.PROMPT.length() + 2 * 64L;
        return text + 2 * 1_024L;
    }

    @Test
    void degradedIsFalseWithoutAChain() {
        agent.admit(task("t").build());
        agent.complete(answer("t"));

        assertThat(agent.results())
                .allSatisfy(result -> assertThat(result.getDegraded()).isFalse())
                .allMatch(result -> Objects.isNull(result.getError()));
    }

    private static List<ModelChoice> chain() {
        return List.of(new ModelChoice("big", PRICE), new ModelChoice("small", null));
    }
}
