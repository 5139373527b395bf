package dev.millrace.streams.agent;

import static dev.millrace.streams.agent.TestMachine.after;
import static dev.millrace.streams.agent.TestMachine.machine;
import static dev.millrace.streams.agent.TestMachine.move;
import static dev.millrace.streams.agent.TestMachine.result;
import static dev.millrace.streams.agent.TestMachine.summary;
import static dev.millrace.streams.agent.TestRecords.START;
import static dev.millrace.streams.agent.TestRecords.anAnswer;
import static dev.millrace.streams.agent.TestRecords.answer;
import static dev.millrace.streams.agent.TestRecords.batch;
import static dev.millrace.streams.agent.TestRecords.calling;
import static dev.millrace.streams.agent.TestRecords.cancel;
import static dev.millrace.streams.agent.TestRecords.failedBatch;
import static dev.millrace.streams.agent.TestRecords.failure;
import static dev.millrace.streams.agent.TestRecords.retryable;
import static dev.millrace.streams.agent.TestRecords.retryableBatch;
import static dev.millrace.streams.agent.TestRecords.returned;
import static dev.millrace.streams.agent.TestRecords.step;
import static dev.millrace.streams.agent.TestRecords.task;
import static dev.millrace.streams.agent.TestRecords.taskWithDocument;
import static dev.millrace.streams.agent.TestRecords.taskWithTools;
import static dev.millrace.streams.agent.TestRecords.timeout;
import static dev.millrace.streams.agent.TestRecords.toolStep;
import static dev.millrace.streams.agent.TestRecords.toolTimeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.millrace.ChunkBatchScored;
import dev.millrace.CommandKind;
import dev.millrace.Failure;
import dev.millrace.ModelChoice;
import dev.millrace.StepCompleted;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskCommand;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.streams.agent.AgentEvent.Admitted;
import dev.millrace.streams.agent.AgentEvent.AdmittedTooLate;
import dev.millrace.streams.agent.AgentEvent.BatchScored;
import dev.millrace.streams.agent.AgentEvent.Broken;
import dev.millrace.streams.agent.AgentEvent.Commanded;
import dev.millrace.streams.agent.AgentEvent.StepEnded;
import dev.millrace.streams.agent.AgentState.Gathering;
import dev.millrace.streams.agent.AgentState.Unknown;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of {@code docs/agent.md}, row by row. */
class AgentMachineTest {

    private static final Admitted ADMITTED = admitted(task("t"));
    private static final Admitted WITH_TOOLS = admitted(taskWithTools("t"));
    private static final Admitted WITH_DOCUMENT = admitted(taskWithDocument("t"));
    private static final Admitted WITH_CHAIN =
            admitted(task("t", agent -> agent.setModels(models("big", "small"))));
    private static final Admitted WITH_TEXT =
            admitted(task("t", agent -> agent.setFallbackText("Ask a person.")));

    private static final AgentEvent FIRST = scored(batch("t", 0, false, List.of()));
    private static final AgentEvent LAST = scored(batch("t", 1, true, List.of()));
    private static final AgentEvent BATCH_FAILS = scored(retryableBatch("t", 0, false, 1));
    private static final AgentEvent BATCH_DUE = ended(timeout("t", "retry", 0, 1));
    private static final AgentEvent ANSWER = ended(answer("t"));
    private static final AgentEvent CALLS = turn(1, calling("calculator", "search_documents"));
    private static final AgentEvent FAILURE = turn(1, failure("http-400"));
    private static final AgentEvent FAILS = turn(1, retryable("http-503"));
    private static final AgentEvent RESTS = turn(1, retryable("breaker-open", seconds(30)));
    private static final AgentEvent QUOTA = turn(1, failure("quota"));
    private static final AgentEvent STEP_DUE = ended(timeout("t", "step", 1, 1));
    private static final AgentEvent SECOND_STEP_DUE = ended(timeout("t", "step", 1, 2));
    private static final AgentEvent RETRY_DUE = ended(timeout("t", "retry", 1, 1));
    private static final AgentEvent DEADLINE = ended(timeout("t"));
    private static final AgentEvent CANCEL = new Commanded(cancel("t"));
    private static final AgentEvent FOREIGN =
            new Commanded(TaskCommand.newBuilder(cancel("t")).setTenantId("other").build());
    private static final AgentEvent WEIRD =
            new Commanded(TaskCommand.newBuilder(cancel("t")).setKind(CommandKind.unknown).build());
    private static final AgentEvent BROKEN = new Broken(ANSWER, "no idea");

    private static final AgentState UNKNOWN = new Unknown();
    private static final AgentState GATHERING = after(WITH_DOCUMENT);
    private static final AgentState HALF = after(WITH_DOCUMENT, LAST);
    private static final AgentState BATCH_WAITS = after(WITH_DOCUMENT, LAST, BATCH_FAILS);
    private static final AgentState BATCH_AGAIN =
            after(WITH_DOCUMENT, LAST, BATCH_FAILS, BATCH_DUE);
    private static final AgentState TURN = after(ADMITTED);
    private static final AgentState TURN_WAITS = after(ADMITTED, FAILS);
    private static final AgentState TURN_AGAIN = after(ADMITTED, FAILS, RETRY_DUE);
    private static final AgentState TURN_REPEATED = after(ADMITTED, STEP_DUE);
    private static final AgentState CHAIN = after(WITH_CHAIN);
    private static final AgentState CHAIN_END = after(WITH_CHAIN, QUOTA);
    private static final AgentState TOOLS = after(WITH_TOOLS, CALLS);
    private static final AgentState ONE_LEFT = after(WITH_TOOLS, CALLS, tool(0, 1, returned("42")));
    private static final AgentState TOOL_WAITS =
            after(WITH_TOOLS, CALLS, tool(0, 1, retryable("timeout")));
    private static final AgentState TOOL_ON_LAST_TRY =
            after(
                    WITH_TOOLS,
                    CALLS,
                    tool(0, 1, returned("42")),
                    tool(1, 1, retryable("timeout")),
                    ended(toolTimeout("t", "retry", 1, 1)),
                    tool(1, 2, retryable("timeout")),
                    ended(toolTimeout("t", "retry", 1, 2)));
    private static final AgentState TOOL_REPEATED =
            after(WITH_TOOLS, CALLS, ended(toolTimeout("t", "step", 0, 1)));
    private static final AgentState SECOND_TURN =
            after(WITH_TOOLS, CALLS, tool(0, 1, returned("42")), tool(1, 1, returned("none")));
    private static final AgentState ENDED = after(ADMITTED, ANSWER);

    static Stream<Arguments> beforeAndAfterATask() {
        return Stream.of(
                on(
                        "task without documents",
                        UNKNOWN,
                        ADMITTED,
                        "AwaitingTurn: step_requested turn"),
                on("task with documents", UNKNOWN, WITH_DOCUMENT, "Gathering: step_requested"),
                on("batch before its task", UNKNOWN, FIRST, "kept"),
                on("answer before its task", UNKNOWN, ANSWER, "kept"),
                on("failure before its task", UNKNOWN, FAILURE, "kept"),
                on("cancel before its task", UNKNOWN, CANCEL, "kept"),
                on(
                        "task that was canceled before",
                        UNKNOWN,
                        new AdmittedTooLate(ADMITTED, cancel("t")),
                        "Ended: canceled result not-wanted"),
                on("timeout of a forgotten task", UNKNOWN, DEADLINE, "LATE"),
                on(
                        "broken task",
                        UNKNOWN,
                        new Broken(ADMITTED, ""),
                        "Ended: failed dead-letter result"),
                on("broken outcome without a task", UNKNOWN, BROKEN, "UNEXPECTED"),
                on("same task after its end", ENDED, ADMITTED, "DUPLICATE_TASK"),
                on("batch after the end", ENDED, FIRST, "LATE"),
                on("same answer after the end", ENDED, ANSWER, "LATE"),
                on(
                        "another answer after the end",
                        ENDED,
                        turn(2, anAnswer()),
                        "LATE usage-dropped"),
                on("failure after the end", ENDED, FAILURE, "LATE"),
                on("cancel after the end", ENDED, CANCEL, "LATE"),
                on("timeout after the end", ENDED, DEADLINE, "LATE"),
                on("broken after the end", ENDED, new Broken(FAILURE, ""), "LATE"));
    }

    static Stream<Arguments> gathering() {
        return Stream.of(
                on("same task", GATHERING, ADMITTED, "DUPLICATE_TASK"),
                on("batch of several", GATHERING, FIRST, "Gathering:"),
                on("last batch before another", GATHERING, LAST, "Gathering:"),
                on("same batch again", HALF, LAST, "DUPLICATE_BATCH"),
                on("missing batch", HALF, FIRST, "AwaitingTurn: step_requested turn"),
                on(
                        "batch failed for good",
                        GATHERING,
                        scored(failedBatch("t", 0)),
                        "Ended: failed dead-letter result not-wanted"),
                on("batch failed", HALF, BATCH_FAILS, "Gathering: retry_scheduled batch-kept"),
                on("same failure while it waits", BATCH_WAITS, BATCH_FAILS, "LATE"),
                on("batch is due", BATCH_WAITS, BATCH_DUE, "Gathering: step_requested batch-again"),
                on("batch after all", BATCH_WAITS, FIRST, "AwaitingTurn: step_requested turn"),
                on("failure of a former attempt", BATCH_AGAIN, BATCH_FAILS, "LATE"),
                on(
                        "failure of a later attempt",
                        HALF,
                        scored(retryableBatch("t", 0, false, 2)),
                        "UNEXPECTED"),
                on(
                        "batch fails again",
                        BATCH_AGAIN,
                        scored(retryableBatch("t", 0, false, 2)),
                        "Gathering: retry_scheduled batch-kept"),
                on("same due time again", BATCH_AGAIN, BATCH_DUE, "LATE"),
                on(
                        "batch fails too often",
                        after(
                                WITH_DOCUMENT,
                                BATCH_FAILS,
                                BATCH_DUE,
                                scored(retryableBatch("t", 0, false, 2)),
                                ended(timeout("t", "retry", 0, 2))),
                        scored(retryableBatch("t", 0, false, 3)),
                        "Ended: failed dead-letter result not-wanted"),
                on("answer nobody asked for", GATHERING, ANSWER, "UNEXPECTED usage-dropped"),
                on("failure nobody asked for", GATHERING, FAILURE, "UNEXPECTED"),
                on("deadline", GATHERING, DEADLINE, "Ended: failed dead-letter result not-wanted"),
                on("cancel", GATHERING, CANCEL, "Ended: canceled result not-wanted"),
                on("cancel of another tenant", GATHERING, FOREIGN, "FOREIGN_COMMAND"),
                on("unknown command", GATHERING, WEIRD, "UNKNOWN_COMMAND"),
                on(
                        "broken",
                        GATHERING,
                        new Broken(FIRST, ""),
                        "Ended: failed dead-letter result not-wanted"));
    }

    static Stream<Arguments> turns() {
        String completed = "Ended: step_completed completed result usage";
        String failed = "Ended: step_completed failed dead-letter result";
        return Stream.of(
                on("same task", TURN, ADMITTED, "DUPLICATE_TASK"),
                on("batch after the context", TURN, FIRST, "LATE"),
                on("answer", TURN, ANSWER, completed),
                on(
                        "answer that calls tools",
                        after(WITH_TOOLS),
                        CALLS,
                        "AwaitingTools: step_completed step_requested tool tool usage"),
                on(
                        "answer that calls a tool that is not the agent's",
                        TURN,
                        turn(1, calling("calculator")),
                        "AwaitingTurn: step_completed step_requested step_completed"
                                + " step_requested turn usage"),
                on(
                        "answer that calls tools in the last step",
                        after(admitted(task("t", agent -> agent.setMaxSteps(1)))),
                        CALLS,
                        "Ended: step_completed failed dead-letter result usage"),
                on("failure for good", TURN, FAILURE, failed),
                on("failure of the endpoint for good", TURN, QUOTA, failed),
                on("failure", TURN, FAILS, "AwaitingTurn: retry_scheduled"),
                on("same failure while it waits", TURN_WAITS, FAILS, "LATE"),
                on("answer of the same attempt while it waits", TURN_WAITS, ANSWER, completed),
                on("due", TURN_WAITS, RETRY_DUE, "AwaitingTurn: step_requested turn-again"),
                on("step timeout while it waits", TURN_WAITS, STEP_DUE, "LATE"),
                on("same due time again", TURN_AGAIN, RETRY_DUE, "LATE"),
                on("answer to a former attempt", TURN_AGAIN, ANSWER, completed),
                on("failure of a former attempt", TURN_AGAIN, FAILS, "LATE"),
                on(
                        "failure after all tries",
                        failedTimes(4),
                        turn(5, retryable("timeout")),
                        failed),
                on("breaker open", TURN, RESTS, "AwaitingTurn: retry_scheduled"),
                on("step timeout", TURN, STEP_DUE, "AwaitingTurn: redispatched turn-again"),
                on("step timeout of a former attempt", TURN_REPEATED, STEP_DUE, "LATE"),
                on(
                        "second step timeout",
                        TURN_REPEATED,
                        SECOND_STEP_DUE,
                        "Ended: step_completed failed dead-letter result not-wanted"),
                on(
                        "answer while another attempt may run",
                        TURN_REPEATED,
                        ANSWER,
                        "Ended: step_completed completed result not-wanted usage"),
                on("retry timeout while it runs", TURN, RETRY_DUE, "LATE"),
                on("deadline", TURN, DEADLINE, "Ended: failed dead-letter result not-wanted"),
                on(
                        "deadline while it waits",
                        TURN_WAITS,
                        DEADLINE,
                        "Ended: failed dead-letter result not-wanted"),
                on("cancel", TURN, CANCEL, "Ended: canceled result not-wanted"),
                on(
                        "cancel while it waits",
                        TURN_WAITS,
                        CANCEL,
                        "Ended: canceled result not-wanted"),
                on("cancel of another tenant", TURN, FOREIGN, "FOREIGN_COMMAND"),
                on("unknown command", TURN, WEIRD, "UNKNOWN_COMMAND"),
                on(
                        "broken",
                        TURN,
                        BROKEN,
                        "Ended: failed dead-letter result not-wanted usage-dropped"),
                on(
                        "answer to a former step",
                        SECOND_TURN,
                        turn(2, anAnswer()),
                        "LATE usage-dropped"),
                on("tool of a former step", SECOND_TURN, tool(0, 1, returned("42")), "LATE"),
                on(
                        "answer to a later step",
                        TURN,
                        ended(step("t", 2, 1, anAnswer())),
                        "UNEXPECTED usage-dropped"),
                on(
                        "answer to a later attempt",
                        TURN,
                        turn(2, anAnswer()),
                        "UNEXPECTED usage-dropped"),
                on(
                        "tool nobody asked for",
                        TURN,
                        ended(toolStep("t", 1, 0, 1, returned("42"))),
                        "UNEXPECTED"),
                on("tool's result of a turn", TURN, turn(1, returned("42")), "UNEXPECTED"));
    }

    static Stream<Arguments> chains() {
        String next = "AwaitingTurn: fallback turn";
        return Stream.of(
                on("breaker open", CHAIN, RESTS, next),
                on("failure of the endpoint for good", CHAIN, QUOTA, next),
                on("no such model", CHAIN, turn(1, failure("model-not-found")), next),
                on("no access", CHAIN, turn(1, failure("authentication")), next),
                on("failure", CHAIN, FAILS, "AwaitingTurn: retry_scheduled"),
                on(
                        "endpoint full, however often",
                        failedTimes(4, WITH_CHAIN),
                        turn(5, retryable("bulkhead-full")),
                        "AwaitingTurn: retry_scheduled"),
                on(
                        "failure after all tries",
                        failedTimes(4, WITH_CHAIN),
                        turn(5, retryable("timeout")),
                        next),
                on(
                        "refused content",
                        CHAIN,
                        turn(1, failure("content-filter")),
                        "Ended: step_completed failed dead-letter result"),
                on(
                        "failure at the next model",
                        CHAIN_END,
                        turn(2, retryable("timeout")),
                        "AwaitingTurn: retry_scheduled"),
                on(
                        "failure for good at the last model",
                        CHAIN_END,
                        turn(2, failure("quota")),
                        "Ended: step_completed failed dead-letter result"),
                on(
                        "breaker open at the last model",
                        CHAIN_END,
                        turn(2, retryable("breaker-open")),
                        "AwaitingTurn: retry_scheduled"),
                on(
                        "breaker open, but there is a text",
                        after(WITH_TEXT),
                        RESTS,
                        "Ended: step_completed completed result"),
                on(
                        "failure for good, but there is a text",
                        after(WITH_TEXT),
                        QUOTA,
                        "Ended: step_completed completed result"),
                on(
                        "refused content, though there is a text",
                        after(WITH_TEXT),
                        turn(1, failure("content-filter")),
                        "Ended: step_completed failed dead-letter result"));
    }

    static Stream<Arguments> tools() {
        String nextTurn = "AwaitingTurn: step_completed step_requested turn";
        return Stream.of(
                on("same task", TOOLS, ADMITTED, "DUPLICATE_TASK"),
                on("batch", TOOLS, FIRST, "LATE"),
                on(
                        "one of two",
                        TOOLS,
                        tool(0, 1, returned("42")),
                        "AwaitingTools: step_completed"),
                on("the other", ONE_LEFT, tool(1, 1, returned("none")), nextTurn),
                on("the same again", ONE_LEFT, tool(0, 1, returned("42")), "LATE"),
                on("failure for good", ONE_LEFT, tool(1, 1, failure("tool")), nextTurn),
                on(
                        "failure",
                        ONE_LEFT,
                        tool(1, 1, retryable("timeout")),
                        "AwaitingTools: retry_scheduled"),
                on(
                        "tool full, however often",
                        TOOL_ON_LAST_TRY,
                        tool(1, 3, retryable("bulkhead-full")),
                        "AwaitingTools: retry_scheduled"),
                on(
                        "failure after all tries",
                        TOOL_ON_LAST_TRY,
                        tool(1, 3, retryable("timeout")),
                        nextTurn),
                on(
                        "breaker open",
                        ONE_LEFT,
                        tool(1, 1, retryable("breaker-open")),
                        "AwaitingTools: retry_scheduled"),
                on(
                        "same failure while it waits",
                        TOOL_WAITS,
                        tool(0, 1, retryable("timeout")),
                        "LATE"),
                on(
                        "due",
                        TOOL_WAITS,
                        ended(toolTimeout("t", "retry", 0, 1)),
                        "AwaitingTools: step_requested tool-again"),
                on(
                        "step timeout while it waits",
                        TOOL_WAITS,
                        ended(toolTimeout("t", "step", 0, 1)),
                        "LATE"),
                on(
                        "result of the same attempt while it waits",
                        TOOL_WAITS,
                        tool(0, 1, returned("42")),
                        "AwaitingTools: step_completed"),
                on(
                        "step timeout",
                        TOOLS,
                        ended(toolTimeout("t", "step", 0, 1)),
                        "AwaitingTools: redispatched tool-again"),
                on(
                        "failure of a former attempt",
                        TOOL_REPEATED,
                        tool(0, 1, retryable("timeout")),
                        "LATE"),
                on(
                        "result of a former attempt",
                        TOOL_REPEATED,
                        tool(0, 1, returned("42")),
                        "AwaitingTools: step_completed"),
                on(
                        "second step timeout",
                        TOOL_REPEATED,
                        ended(toolTimeout("t", "step", 0, 2)),
                        "AwaitingTools: step_completed"),
                on(
                        "last result when no step is left",
                        after(
                                admitted(
                                        task(
                                                "t",
                                                agent ->
                                                        agent.setMaxSteps(2)
                                                                .setTools(List.of("calculator")))),
                                turn(1, calling("calculator"))),
                        tool(0, 1, returned("42")),
                        "Ended: step_completed failed dead-letter result"),
                on("call nobody made", TOOLS, tool(2, 1, returned("42")), "UNEXPECTED"),
                on("later attempt", TOOLS, tool(0, 2, returned("42")), "UNEXPECTED"),
                on(
                        "tool of a later step",
                        TOOLS,
                        ended(toolStep("t", 3, 0, 1, returned("42"))),
                        "UNEXPECTED"),
                on("answer to the turn before", TOOLS, ANSWER, "LATE"),
                on(
                        "answer nobody asked for",
                        TOOLS,
                        ended(step("t", 2, 1, anAnswer())),
                        "UNEXPECTED usage-dropped"),
                on(
                        "model's answer of a tool",
                        TOOLS,
                        tool(0, 1, anAnswer()),
                        "UNEXPECTED usage-dropped"),
                on("deadline", TOOLS, DEADLINE, "Ended: failed dead-letter result not-wanted"),
                on("cancel", TOOLS, CANCEL, "Ended: canceled result not-wanted"),
                on("cancel of another tenant", TOOLS, FOREIGN, "FOREIGN_COMMAND"),
                on("unknown command", TOOLS, WEIRD, "UNKNOWN_COMMAND"),
                on(
                        "broken",
                        TOOLS,
                        new Broken(tool(0, 1, returned("42")), ""),
                        "Ended: failed dead-letter result not-wanted"));
    }

    @ParameterizedTest
    @MethodSource({"beforeAndAfterATask", "gathering", "turns", "chains", "tools"})
    void eventLeadsTo(AgentState state, AgentEvent event, String expected) {
        assertThat(summary(machine().decide(state, event, START))).isEqualTo(expected);
    }

    @Test
    void failureWithoutWordsStillHasATypeAndATitle() {
        Failure silent = Failure.newBuilder(failure("")).setTitle("").build();
        TaskResult result = result(move(TURN, turn(1, silent)));

        assertThat(result.getState()).isEqualTo(TaskState.failed);
        assertThat(result.getError().getType()).isEqualTo("model");
        assertThat(result.getError().getTitle()).isNotBlank();
    }

    @Test
    void longPromptsAreCutInResultsBetweenCharacters() {
        AgentState turn = after(admitted(task("t").setPrompt("🌊".repeat(10_001))));

        assertThat(result(move(turn, ANSWER)).getPrompt()).isEqualTo("🌊".repeat(10_000));
    }

    @Test
    void documentsDoNotStayInTheState() {
        Gathering next = (Gathering) move(UNKNOWN, WITH_DOCUMENT).next();

        assertThat(next.progress().task().getDocuments()).isEmpty();
        assertThat(next.progress().task().getPrompt()).isEqualTo(TestRecords.PROMPT);
    }

    @Test
    void batchesThatContradictEachOtherAreRefused() {
        assertRefused(HALF, batch("t", 2, false, List.of()), "batch 2 contradicts");
        assertRefused(HALF, batch("t", 0, true, List.of()), "batch 0, marked last, contradicts");
        assertRefused(GATHERING, batch("t", 70_000, false, List.of()), "70000");
    }

    private static void assertRefused(AgentState state, ChunkBatchScored batch, String message) {
        assertThatThrownBy(() -> machine().decide(state, scored(batch), START))
                .hasMessageContaining(message);
    }

    private static AgentState failedTimes(int times) {
        return failedTimes(times, ADMITTED);
    }

    private static AgentState failedTimes(int times, Admitted admitted) {
        AgentState state = after(admitted);
        for (int attempt = 1; attempt <= times; attempt++) {
            state = move(state, turn(attempt, retryable("timeout"))).next();
            state = move(state, ended(timeout("t", "retry", 1, attempt))).next();
        }
        return state;
    }

    private static Arguments on(String name, AgentState state, AgentEvent event, String expected) {
        return argumentSet(name, state, event, expected);
    }

    private static Admitted admitted(TaskAdmitted.Builder task) {
        return new Admitted(task.build(), new Place(1, 42));
    }

    private static List<ModelChoice> models(String... names) {
        return Stream.of(names).map(name -> new ModelChoice(name, null)).toList();
    }

    private static AgentEvent turn(int attempt, Object result) {
        return ended(step("t", 1, attempt, result));
    }

    private static AgentEvent tool(int call, int attempt, Object result) {
        return ended(toolStep("t", 2, call, attempt, result));
    }

    private static AgentEvent scored(ChunkBatchScored batch) {
        return new BatchScored(batch);
    }

    private static AgentEvent ended(StepCompleted outcome) {
        return new StepEnded(outcome);
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
