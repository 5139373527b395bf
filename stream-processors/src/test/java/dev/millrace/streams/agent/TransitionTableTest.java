package dev.millrace.streams.agent;

import static dev.millrace.streams.agent.TestRecords.DEADLINE;
import static dev.millrace.streams.agent.TestRecords.anAnswer;
import static dev.millrace.streams.agent.TestRecords.batch;
import static dev.millrace.streams.agent.TestRecords.calling;
import static dev.millrace.streams.agent.TestRecords.cancel;
import static dev.millrace.streams.agent.TestRecords.conversation;
import static dev.millrace.streams.agent.TestRecords.failedBatch;
import static dev.millrace.streams.agent.TestRecords.failure;
import static dev.millrace.streams.agent.TestRecords.retryable;
import static dev.millrace.streams.agent.TestRecords.returned;
import static dev.millrace.streams.agent.TestRecords.step;
import static dev.millrace.streams.agent.TestRecords.task;
import static dev.millrace.streams.agent.TestRecords.taskWithDocument;
import static dev.millrace.streams.agent.TestRecords.toolStep;
import static dev.millrace.streams.agent.TransitionTable.BEFORE_AND_AFTER;
import static dev.millrace.streams.agent.TransitionTable.EVERY_STATE;
import static dev.millrace.streams.agent.TransitionTable.GATHERING;
import static dev.millrace.streams.agent.TransitionTable.TOOLS;
import static dev.millrace.streams.agent.TransitionTable.TURN;
import static java.util.stream.Collectors.flatMapping;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.AgentSnapshot;
import dev.millrace.Answer;
import dev.millrace.CommandKind;
import dev.millrace.Failure;
import dev.millrace.ModelChoice;
import dev.millrace.StepCompleted;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskCommand;
import dev.millrace.ToolCall;
import dev.millrace.ToolReturn;
import dev.millrace.schemas.Topic;
import dev.millrace.streams.agent.TransitionTable.Cell;
import dev.millrace.streams.agent.TransitionTable.Said;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The tables of {@code docs/agent.md} on the topology, cell by cell: what is on the topics and in
 * the stores after an event.
 */
class TransitionTableTest {

    private static final String UNKNOWN_TASK = "unknown task";
    private static final String ENDED_TASK = "ended task";
    private static final String TOO_LONG = "x".repeat(Topic.MAX_RECORD_BYTES);
    private static final String TOO_LARGE_TO_KEEP = "x".repeat(AgentStores.MAX_VALUE_BYTES);

    /** Longer than the first retry of any work waits. */
    private static final Duration RETRY = Duration.ofSeconds(2);

    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration TICK = Duration.ofMillis(500);

    private static final Happening ADMITTED = admits(agent -> {});
    private static final Happening WITH_TOOLS =
            admits(agent -> agent.setTools(List.of("calculator", "search_documents")));
    private static final Happening WITH_CALLERS_TOOL =
            driver ->
                    driver.admit(
                            task(
                                            "t",
                                            agent ->
                                                    agent.setTools(List.of("calculator"))
                                                            .setStepTimeoutMs(
                                                                    STEP_TIMEOUT.toMillis()))
                                    .setConversation(conversation("lookup"))
                                    .build());
    private static final Happening WITH_DOCUMENT =
            driver -> driver.admit(taskWithDocument("t").build());
    private static final Happening WITH_CHAIN =
            admits(agent -> agent.setModels(models("big", "small")));
    private static final Happening WITH_TEXT =
            admits(agent -> agent.setFallbackText("Ask a person."));
    private static final Happening ANSWER = turn(1, anAnswer());
    private static final Happening CALLS = turn(1, calling("calculator", "search_documents"));
    private static final Happening FIRST = scores(0, false);
    private static final Happening LAST = scores(1, true);
    private static final Happening FOREIGN =
            commands(TaskCommand.newBuilder(cancel("t")).setTenantId("other").build());
    private static final Happening WEIRD =
            commands(TaskCommand.newBuilder(cancel("t")).setKind(CommandKind.unknown).build());
    private static final Happening CANCEL = commands(cancel("t"));
    private static final Happening DEADLINE_PASSES = passes(DEADLINE);

    private static final Happening ENDED = ADMITTED.then(ANSWER);
    private static final Happening GATHERS = WITH_DOCUMENT.then(LAST);
    private static final Happening TWO_CALLS = WITH_TOOLS.then(CALLS);
    private static final Happening ONE_CALL_LEFT = TWO_CALLS.then(tool(1, 1, returned("none")));

    /** Something that happens to the agent. */
    interface Happening extends Consumer<AgentDriver> {

        default Happening then(Happening next) {
            return driver -> {
                accept(driver);
                next.accept(driver);
            };
        }
    }

    /**
     * What an event leads to.
     *
     * @param cell the cell of the documented tables that says so
     * @param name what is special in this case
     * @param written as {@link Written} tells it
     */
    record Case(Cell cell, String name, Happening before, Happening event, String written) {

        @Override
        public String toString() {
            return String.join(": ", cell.section(), cell.event(), cell.state(), name);
        }
    }

    static Stream<Case> unknownTasks() {
        return Stream.of(
                unknown("task admitted, no documents", ADMITTED, "step_requested turn:1/1 → turn"),
                unknown(
                        "task admitted, with documents",
                        WITH_DOCUMENT,
                        "step_requested → gathering_context"),
                new Case(
                        cell(
                                BEFORE_AND_AFTER,
                                "task admitted that a cancel waits for",
                                UNKNOWN_TASK),
                        "",
                        CANCEL,
                        WITH_DOCUMENT,
                        "canceled result:canceled not-wanted → ended"),
                unknown("batch, outcome, cancel", FIRST.then(ANSWER).then(CANCEL), "→ unknown"),
                new Case(
                        cell(BEFORE_AND_AFTER, "batch, outcome, cancel", UNKNOWN_TASK),
                        "and is there when it comes",
                        FIRST.then(LAST).then(ANSWER),
                        WITH_DOCUMENT,
                        "step_requested step_requested step_completed completed turn:1/1"
                                + " result:completed usage → ended"),
                unknown(
                        "timeout",
                        ends(TestRecords.timeout("t", "step", 1, 1)),
                        "dropped:late → unknown"),
                unknown(
                        "event that cannot be processed",
                        driver ->
                                driver.admit(
                                        task("t")
                                                .setMetadata(Map.of("blob", TOO_LARGE_TO_KEEP))
                                                .build()),
                        "failed result:internal dead-letter → ended"),
                unknown(
                        "event that cannot be processed",
                        ends(unprocessable(1)),
                        "dead-letter-of-event → unknown"));
    }

    static Stream<Case> endedTasks() {
        return Stream.of(
                ended("task admitted, no documents", ADMITTED, "dropped:duplicate-task → ended"),
                ended(
                        "task admitted, with documents",
                        WITH_DOCUMENT,
                        "dropped:duplicate-task → ended"),
                ended("batch, outcome, cancel", FIRST, "dropped:late → ended"),
                ended("batch, outcome, cancel", ANSWER, "dropped:late → ended"),
                ended(
                        "batch, outcome, cancel",
                        turn(2, anAnswer()),
                        "usage-dropped dropped:late → ended"),
                ended("batch, outcome, cancel", CANCEL, "dropped:late → ended"),
                ended(
                        "timeout",
                        ends(TestRecords.timeout("t", "step", 1, 1)),
                        "dropped:late → ended"),
                ended(
                        "event that cannot be processed",
                        ends(unprocessable(2)),
                        "dead-letter-of-event → ended"));
    }

    static Stream<Case> everyState() {
        return Stream.of(
                        new State(
                                GATHERING,
                                GATHERS,
                                driver -> driver.score(batch("t", -1, false, List.of()))),
                        new State(TURN, ADMITTED, turn(1, tooLong())),
                        new State(
                                TOOLS, TWO_CALLS, tool(0, 1, new ToolReturn("no", true, TOO_LONG))))
                .flatMap(TransitionTableTest::inState);
    }

    /**
     * @param broken an event that cannot be processed in it
     */
    private record State(String name, Happening before, Happening broken) {

        String phase() {
            return switch (name) {
                case GATHERING -> "gathering_context";
                case TURN -> "turn";
                default -> "tools";
            };
        }

        Case on(String event, String name, Happening happening, String written) {
            return new Case(
                    new Cell(EVERY_STATE, event, this.name), name, before, happening, written);
        }
    }

    private static Stream<Case> inState(State state) {
        String stays = " → " + state.phase();
        String commands = "command of another tenant; of an unknown kind";
        String usage = state.name().equals(TURN) ? " usage-dropped" : "";
        return Stream.of(
                state.on("task admitted again", "", ADMITTED, "dropped:duplicate-task" + stays),
                state.on(
                        "timeout `deadline`",
                        "",
                        DEADLINE_PASSES,
                        "failed result:deadline dead-letter not-wanted → ended"),
                state.on("cancel", "", CANCEL, "canceled result:canceled not-wanted → ended"),
                state.on(commands, "tenant", FOREIGN, "dropped:foreign-command" + stays),
                state.on(commands, "kind", WEIRD, "dropped:unknown-command" + stays),
                state.on(
                        "event that cannot be processed",
                        "",
                        state.broken(),
                        "failed result:internal dead-letter dead-letter-of-event not-wanted"
                                + usage
                                + " → ended"));
    }

    static Stream<Case> lateAndUnexpected() {
        String late =
                "outcome of an earlier step, of an earlier attempt that failed, of a call that has"
                        + " ended; its second";
        String unexpected = "outcome of a later step or attempt, of another kind of work";
        Happening batchFails = fails(0, 1, retryable("http-503"));
        Happening turnFails = turn(1, retryable("http-503"));
        Happening batchAgain = GATHERS.then(batchFails).then(passes(RETRY));
        Happening turnAgain = ADMITTED.then(turnFails).then(passes(RETRY));
        Happening secondTurn = ONE_CALL_LEFT.then(tool(0, 1, returned("42")));
        return Stream.of(
                in(GATHERING, late, "attempt", batchAgain, batchFails, "dropped:late"),
                in(GATHERING, late, "second", GATHERS.then(batchFails), batchFails, "dropped:late"),
                in(
                        GATHERING,
                        unexpected,
                        "attempt",
                        GATHERS,
                        fails(0, 2, retryable("http-503")),
                        "dropped:unexpected"),
                in(
                        GATHERING,
                        unexpected,
                        "kind",
                        GATHERS,
                        ANSWER,
                        "usage-dropped dropped:unexpected"),
                in(TURN, late, "attempt", turnAgain, turnFails, "dropped:late"),
                in(TURN, late, "second", ADMITTED.then(turnFails), turnFails, "dropped:late"),
                in(TURN, late, "batch", ADMITTED, FIRST, "dropped:late"),
                in(TURN, late, "step", secondTurn, CALLS, "dropped:late"),
                in(TURN, late, "call", secondTurn, tool(0, 1, returned("42")), "dropped:late"),
                in(
                        TURN,
                        unexpected,
                        "step",
                        ADMITTED,
                        ends(step("t", 2, 1, anAnswer())),
                        "usage-dropped dropped:unexpected"),
                in(
                        TURN,
                        unexpected,
                        "attempt",
                        ADMITTED,
                        turn(2, anAnswer()),
                        "usage-dropped dropped:unexpected"),
                in(
                        TURN,
                        unexpected,
                        "kind",
                        ADMITTED,
                        turn(1, returned("42")),
                        "dropped:unexpected"),
                in(TOOLS, late, "step", TWO_CALLS, ANSWER, "dropped:late"),
                in(
                        TOOLS,
                        late,
                        "call",
                        ONE_CALL_LEFT,
                        tool(1, 1, returned("none")),
                        "dropped:late"),
                in(
                        TOOLS,
                        late,
                        "attempt",
                        TWO_CALLS.then(tool(0, 1, retryable("timeout"))).then(passes(RETRY)),
                        tool(0, 1, retryable("timeout")),
                        "dropped:late"),
                in(
                        TOOLS,
                        unexpected,
                        "step",
                        TWO_CALLS,
                        ends(toolStep("t", 3, 0, 1, returned("42"))),
                        "dropped:unexpected"),
                in(
                        TOOLS,
                        unexpected,
                        "attempt",
                        TWO_CALLS,
                        tool(0, 2, returned("42")),
                        "dropped:unexpected"),
                in(
                        TOOLS,
                        unexpected,
                        "kind",
                        TWO_CALLS,
                        ends(step("t", 2, 1, anAnswer())),
                        "usage-dropped dropped:unexpected"));
    }

    static Stream<Case> gathering() {
        String scored = "batch of scored chunks";
        String again = "batch failed, retryable, tries left";
        String untried = "batch failed, `breaker-open` or `bulkhead-full`";
        String failed = "batch failed otherwise";
        String waits = "retry_scheduled → gathering_context";
        String fails = "failed result:%s dead-letter not-wanted → ended";
        Happening lastTry = GATHERS.then(failsTimes(2, n -> fails(0, n, retryable("http-503"))));
        return Stream.of(
                gathering(scored, "first", WITH_DOCUMENT, LAST, "→ gathering_context"),
                gathering(scored, "all", GATHERS, FIRST, "step_requested turn:1/1 → turn"),
                gathering(
                        "the same batch again",
                        "",
                        GATHERS,
                        LAST,
                        "dropped:duplicate-batch → gathering_context"),
                gathering(again, "", GATHERS, fails(0, 1, retryable("http-503")), waits),
                gathering(untried, "", lastTry, fails(0, 3, retryable("breaker-open")), waits),
                gathering(untried, "full", lastTry, fails(0, 3, retryable("bulkhead-full")), waits),
                gathering(
                        "timeout `retry`",
                        "",
                        GATHERS.then(fails(0, 1, retryable("http-503"))),
                        passes(RETRY),
                        "step_requested batch-again:0/2 → gathering_context"),
                gathering(
                        failed,
                        "no tries left",
                        lastTry,
                        fails(0, 3, retryable("http-503")),
                        fails.formatted("http-503")),
                gathering(
                        failed,
                        "for good",
                        GATHERS,
                        driver -> driver.score(failedBatch("t", 0)),
                        fails.formatted("embedding")));
    }

    static Stream<Case> answers() {
        String answer = "answer, of whatever attempt";
        String noStep = "… when no step is left";
        String calls = "answer that calls tools";
        String callers = "answer that calls tools of the caller";
        return Stream.of(
                turn(
                        answer,
                        "",
                        ADMITTED,
                        ANSWER,
                        "step_completed completed result:completed usage → ended"),
                turn(
                        answer,
                        "of one before, while another may run",
                        withStepTimeout().then(passes(STEP_TIMEOUT)),
                        ANSWER,
                        "step_completed completed result:completed not-wanted usage → ended"),
                turn(
                        answer,
                        "while the next one waits",
                        ADMITTED.then(turn(1, retryable("http-503"))),
                        ANSWER,
                        "step_completed completed result:completed usage → ended"),
                turn(
                        callers,
                        "",
                        WITH_CALLERS_TOOL,
                        turn(1, calling("lookup")),
                        "step_completed completed result:completed-calls-1 usage → ended"),
                turn(
                        callers,
                        "and the agent's",
                        WITH_CALLERS_TOOL,
                        turn(1, calling("calculator", "lookup", "lookup")),
                        "step_completed completed result:completed-calls-2 usage → ended"),
                turn(
                        callers,
                        "while another attempt may run",
                        WITH_CALLERS_TOOL.then(passes(STEP_TIMEOUT)),
                        turn(1, calling("lookup")),
                        "step_completed completed result:completed-calls-1 not-wanted usage"
                                + " → ended"),
                turn(
                        "… which are too long",
                        "",
                        WITH_CALLERS_TOOL,
                        turn(1, callingAtLength("lookup")),
                        "step_completed failed result:tool-calls-too-long dead-letter usage"
                                + " → ended"),
                turn(
                        calls,
                        "of the agent alone, though the caller has some",
                        WITH_CALLERS_TOOL,
                        turn(1, calling("calculator")),
                        "step_completed step_requested tool:2.0/1 usage → tools"),
                turn(
                        calls,
                        "",
                        WITH_TOOLS,
                        CALLS,
                        "step_completed step_requested tool:2.0/1 tool:2.1/1 usage → tools"),
                turn(
                        "… of which none may be called",
                        "",
                        WITH_TOOLS,
                        turn(1, calling("rm", "dd")),
                        "step_completed step_requested step_completed step_completed"
                                + " step_requested turn:3/1 usage → turn"),
                turn(
                        noStep,
                        "",
                        admits(agent -> agent.setMaxSteps(1).setTools(List.of("calculator"))),
                        turn(1, calling("calculator")),
                        "step_completed failed result:max-steps dead-letter usage → ended"));
    }

    static Stream<Case> failures() {
        String full = "failed, `bulkhead-full`";
        String rests = "failed, `breaker-open`";
        String next =
                "failed, retryable, no tries left; or `authentication`, `model-not-found`, `quota`";
        String otherwise = "failed otherwise (`content-filter`, `context-too-long`, `http-400`, …)";
        String waits = "retry_scheduled → turn";
        String asksNext = "fallback turn:1/%d@small → turn";
        String text = "step_completed completed result:completed-degraded → ended";
        String fails = "step_completed failed result:%s dead-letter → ended";
        Happening tries = failsTimes(4, n -> turn(n, retryable("http-503")));
        Happening lastModel = WITH_CHAIN.then(turn(1, failure("quota")));
        return Stream.of(
                turn(
                        "failed, retryable, tries left",
                        "",
                        ADMITTED,
                        turn(1, retryable("http-503")),
                        waits),
                turn(full, "", ADMITTED.then(tries), turn(5, retryable("bulkhead-full")), waits),
                turn(
                        full,
                        "though there is another model",
                        WITH_CHAIN.then(tries),
                        turn(5, retryable("bulkhead-full")),
                        waits),
                turn(rests, "", ADMITTED.then(tries), turn(5, retryable("breaker-open")), waits),
                turn(
                        rests,
                        "next model",
                        WITH_CHAIN,
                        turn(1, retryable("breaker-open")),
                        asksNext.formatted(2)),
                turn(rests, "last model", lastModel, turn(2, retryable("breaker-open")), waits),
                turn(rests, "text", WITH_TEXT, turn(1, retryable("breaker-open")), text),
                turn(
                        next,
                        "tries",
                        WITH_CHAIN.then(tries),
                        turn(5, retryable("http-503")),
                        asksNext.formatted(6)),
                turn(
                        next,
                        "no access",
                        WITH_CHAIN,
                        turn(1, failure("authentication")),
                        asksNext.formatted(2)),
                turn(
                        next,
                        "no model",
                        WITH_CHAIN,
                        turn(1, failure("model-not-found")),
                        asksNext.formatted(2)),
                turn(
                        next,
                        "no money",
                        WITH_CHAIN,
                        turn(1, failure("quota")),
                        asksNext.formatted(2)),
                turn(next, "text", WITH_TEXT, turn(1, failure("quota")), text),
                turn(
                        next,
                        "last model",
                        lastModel,
                        turn(2, failure("quota")),
                        fails.formatted("quota")),
                turn(
                        next,
                        "tries at the only model",
                        ADMITTED.then(tries),
                        turn(5, retryable("http-503")),
                        fails.formatted("http-503")),
                failsOtherwise(otherwise, "content-filter", fails),
                failsOtherwise(otherwise, "context-too-long", fails),
                failsOtherwise(otherwise, "http-400", fails));
    }

    /** Neither another model nor a text helps. */
    private static Case failsOtherwise(String row, String type, String written) {
        Happening admitted =
                admits(a -> a.setModels(models("big", "small")).setFallbackText("Ask a person."));
        return turn(row, type, admitted, turn(1, failure(type)), written.formatted(type));
    }

    static Stream<Case> turnTimeouts() {
        return Stream.of(
                turn(
                        "timeout `retry` while it waits",
                        "",
                        ADMITTED.then(turn(1, retryable("http-503"))),
                        passes(RETRY),
                        "step_requested turn-again:1/2 → turn"),
                turn(
                        "timeout `step`, the first of the step",
                        "",
                        withStepTimeout(),
                        passes(STEP_TIMEOUT),
                        "redispatched turn-again:1/2 → turn"),
                turn(
                        "timeout `step`, the second of the step",
                        "",
                        withStepTimeout().then(passes(STEP_TIMEOUT)),
                        passes(STEP_TIMEOUT),
                        "step_completed failed result:step-timeout dead-letter not-wanted"
                                + " → ended"));
    }

    static Stream<Case> tools() {
        String result = "result, of whatever attempt";
        String retried = "failed, retryable with tries left";
        String untried = "failed, `breaker-open` or `bulkhead-full`";
        String otherwise = "failed otherwise";
        String waits = "retry_scheduled → tools";
        String nextTurn = "step_completed step_requested turn:3/1 → turn";
        Happening fails = tool(0, 1, retryable("timeout"));
        Happening lastTry =
                ONE_CALL_LEFT.then(failsTimes(2, n -> tool(0, n, retryable("timeout"))));
        Happening timed = withStepTimeout().then(turn(1, calling("calculator")));
        return Stream.of(
                tools(
                        result,
                        "one of two",
                        TWO_CALLS,
                        tool(0, 1, returned("42")),
                        "step_completed → tools"),
                tools(result, "last", ONE_CALL_LEFT, tool(0, 1, returned("42")), nextTurn),
                tools(
                        result,
                        "of an attempt before",
                        timed.then(passes(STEP_TIMEOUT)),
                        tool(0, 1, returned("42")),
                        nextTurn),
                tools(
                        "… when no step is left",
                        "",
                        admits(agent -> agent.setMaxSteps(2).setTools(List.of("calculator")))
                                .then(turn(1, calling("calculator"))),
                        tool(0, 1, returned("42")),
                        "step_completed failed result:max-steps dead-letter → ended"),
                tools(retried, "", TWO_CALLS, fails, waits),
                tools(untried, "rests", lastTry, tool(0, 3, retryable("breaker-open")), waits),
                tools(untried, "full", lastTry, tool(0, 3, retryable("bulkhead-full")), waits),
                tools(otherwise, "tries", lastTry, tool(0, 3, retryable("timeout")), nextTurn),
                tools(otherwise, "", ONE_CALL_LEFT, tool(0, 1, failure("tool")), nextTurn),
                tools(
                        "timeout `retry`",
                        "",
                        TWO_CALLS.then(fails),
                        passes(RETRY),
                        "step_requested tool-again:2.0/2 → tools"),
                tools(
                        "timeout `step`, the first of the call",
                        "",
                        timed,
                        passes(STEP_TIMEOUT),
                        "redispatched tool-again:2.0/2 → tools"),
                tools(
                        "timeout `step`, the second of the call",
                        "",
                        timed.then(passes(STEP_TIMEOUT)),
                        passes(STEP_TIMEOUT),
                        nextTurn));
    }

    static Stream<Case> all() {
        return Stream.of(
                        unknownTasks(),
                        endedTasks(),
                        everyState(),
                        lateAndUnexpected(),
                        gathering(),
                        answers(),
                        failures(),
                        turnTimeouts(),
                        tools())
                .flatMap(cases -> cases);
    }

    @ParameterizedTest
    @MethodSource("all")
    void eventLeadsTo(Case one) {
        try (AgentDriver agent = new AgentDriver()) {
            one.before().accept(agent);
            Written written = new Written(agent);
            one.event().accept(agent);

            assertThat(written.summary("t")).isEqualTo(one.written());
        }
    }

    @Test
    void everyCellOfTheDocumentedTablesIsTriedAndNoOther() {
        assertThat(all().map(Case::cell).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        TransitionTable.read().stream().map(Said::cell).toList());
    }

    @Test
    void whatACellSaysIsWrittenInOneOfItsCases() {
        Map<Cell, Set<String>> written =
                all().collect(
                                groupingBy(
                                        Case::cell,
                                        flatMapping(
                                                one -> Arrays.stream(one.written().split(" ")),
                                                toSet())));
        for (Said said : TransitionTable.read()) {
            for (String claim : said.claims()) {
                assertThat(written.get(said.cell()))
                        .as("%s", said)
                        .anyMatch(word -> word.startsWith(claim));
            }
        }
    }

    private static Case unknown(String event, Happening happening, String written) {
        return new Case(
                cell(BEFORE_AND_AFTER, event, UNKNOWN_TASK), "", _ -> {}, happening, written);
    }

    private static Case ended(String event, Happening happening, String written) {
        return new Case(cell(BEFORE_AND_AFTER, event, ENDED_TASK), "", ENDED, happening, written);
    }

    private static Case in(
            String state,
            String event,
            String name,
            Happening before,
            Happening happening,
            String written) {
        String phase = new State(state, before, happening).phase();
        return new Case(
                cell(EVERY_STATE, event, state), name, before, happening, written + " → " + phase);
    }

    private static Case gathering(
            String event, String name, Happening before, Happening happening, String written) {
        return new Case(cell(GATHERING, event, ""), name, before, happening, written);
    }

    private static Case turn(
            String event, String name, Happening before, Happening happening, String written) {
        return new Case(cell(TURN, event, ""), name, before, happening, written);
    }

    private static Case tools(
            String event, String name, Happening before, Happening happening, String written) {
        return new Case(cell(TOOLS, event, ""), name, before, happening, written);
    }

    private static Cell cell(String section, String event, String state) {
        return new Cell(section, event, state);
    }

    private static Happening admits(Consumer<AgentSnapshot.Builder> agent) {
        TaskAdmitted task = task("t", agent).build();
        return driver -> driver.admit(task);
    }

    private static Happening withStepTimeout() {
        return admits(
                agent ->
                        agent.setStepTimeoutMs(STEP_TIMEOUT.toMillis())
                                .setTools(List.of("calculator")));
    }

    private static Happening turn(int attempt, Object result) {
        return ends(step("t", 1, attempt, result));
    }

    private static Happening tool(int call, int attempt, Object result) {
        return ends(toolStep("t", 2, call, attempt, result));
    }

    private static Happening ends(StepCompleted outcome) {
        return driver -> driver.complete(outcome);
    }

    private static Answer callingAtLength(String tool) {
        String arguments = "x".repeat((int) ClientCalls.MAX_BYTES);
        return Answer.newBuilder(calling(tool))
                .setToolCalls(List.of(new ToolCall("call_0", tool, arguments)))
                .build();
    }

    /** An answer that fits into no result. */
    private static Answer tooLong() {
        return Answer.newBuilder(anAnswer()).setText(TOO_LONG).build();
    }

    /** An outcome whose usage cannot be recorded, as no record may be that long. */
    private static StepCompleted unprocessable(int attempt) {
        return StepCompleted.newBuilder(step("t", 1, attempt, anAnswer()))
                .setTarget(TOO_LONG)
                .build();
    }

    private static Happening scores(int batch, boolean last) {
        return driver -> driver.score(batch("t", batch, last, List.of()));
    }

    private static Happening fails(int batch, int attempt, Failure failure) {
        return driver -> driver.score(failedBatch("t", batch, false, attempt, failure));
    }

    private static Happening commands(TaskCommand command) {
        return driver -> driver.command(command);
    }

    private static Happening passes(Duration time) {
        return driver -> driver.passInSteps(time.plus(TICK), TICK);
    }

    /** An attempt fails, and the next one is due, and so on. */
    private static Happening failsTimes(int times, IntFunction<Happening> failure) {
        Happening all = _ -> {};
        for (int attempt = 1; attempt <= times; attempt++) {
            all = all.then(failure.apply(attempt)).then(passes(Duration.ofSeconds(12)));
        }
        return all;
    }

    private static List<ModelChoice> models(String... names) {
        return Stream.of(names).map(name -> new ModelChoice(name, null)).toList();
    }
}
