package dev.millrace.streams.agent;

import static dev.millrace.streams.agent.TestRecords.START;
import static dev.millrace.streams.agent.TestRecords.anAnswer;
import static dev.millrace.streams.agent.TestRecords.answer;
import static dev.millrace.streams.agent.TestRecords.batch;
import static dev.millrace.streams.agent.TestRecords.failedBatch;
import static dev.millrace.streams.agent.TestRecords.failedStep;
import static dev.millrace.streams.agent.TestRecords.failure;
import static dev.millrace.streams.agent.TestRecords.step;
import static dev.millrace.streams.agent.TestRecords.task;
import static dev.millrace.streams.agent.TestRecords.taskWithDocument;
import static dev.millrace.streams.agent.TestRecords.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.millrace.ChunkBatchScored;
import dev.millrace.Failure;
import dev.millrace.StepCompleted;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.Usage;
import dev.millrace.streams.agent.AgentEvent.Admitted;
import dev.millrace.streams.agent.AgentEvent.BatchScored;
import dev.millrace.streams.agent.AgentEvent.Broken;
import dev.millrace.streams.agent.AgentEvent.StepEnded;
import dev.millrace.streams.agent.AgentState.AwaitingTurn;
import dev.millrace.streams.agent.AgentState.Ended;
import dev.millrace.streams.agent.AgentState.Gathering;
import dev.millrace.streams.agent.AgentState.Unknown;
import dev.millrace.streams.agent.Decision.Dropped;
import dev.millrace.streams.agent.Decision.Kept;
import dev.millrace.streams.agent.Decision.Moved;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AgentMachineTest {

    private static final Usage NOTHING_USED = new Usage(0L, 0L, 0L, 0L);
    private static final AgentState UNKNOWN = new Unknown();
    private static final AgentState ENDED = new Ended();
    private static final AgentState GATHERING = gathering(Context.empty());
    private static final AgentState HALF =
            gathering(
                    Context.empty()
                            .with(1, true, List.of(), new Context.Limits(8, 2_000, 100_000)));
    private static final AwaitingTurn WAITING = waiting(1);
    private static final AwaitingTurn RETRIED = waiting(2);

    private static final AgentEvent ADMITTED = new Admitted(task("t").build());
    private static final AgentEvent FIRST = scored(batch("t", 0, false, List.of()));
    private static final AgentEvent LAST = scored(batch("t", 1, true, List.of()));
    private static final AgentEvent ANSWER = ended(answer("t"));
    private static final AgentEvent FAILURE = ended(failedStep("t"));
    private static final AgentEvent TIMEOUT = ended(timeout("t"));
    private static final AgentEvent BROKEN = new Broken(ANSWER, "no idea");

    private final AgentMachine machine = new AgentMachine();

    static Stream<Arguments> transitions() {
        return Stream.of(
                on("task without documents", UNKNOWN, ADMITTED, "AwaitingTurn: Event Turn"),
                on("task with documents", UNKNOWN, withDocument(), "Gathering: Event"),
                on("batch before its task", UNKNOWN, FIRST, "kept"),
                on("answer before its task", UNKNOWN, ANSWER, "kept"),
                on("failure before its task", UNKNOWN, FAILURE, "kept"),
                on("timeout of a forgotten task", UNKNOWN, TIMEOUT, "LATE"),
                on("broken task", UNKNOWN, new Broken(ADMITTED, ""), "Ended: Event Result"),
                on("broken outcome without a task", UNKNOWN, BROKEN, "UNEXPECTED"),
                on("same task while gathering", GATHERING, ADMITTED, "DUPLICATE_TASK"),
                on("batch of several", GATHERING, FIRST, "Gathering:"),
                on("last batch before another", GATHERING, LAST, "Gathering:"),
                on("same batch again", HALF, LAST, "DUPLICATE_BATCH"),
                on("missing batch", HALF, FIRST, "AwaitingTurn: Event Turn"),
                on("failed batch", GATHERING, scored(failedBatch("t", 0)), "Ended: Event Result"),
                on("answer nobody asked for", GATHERING, ANSWER, "UNEXPECTED"),
                on("failure nobody asked for", GATHERING, FAILURE, "UNEXPECTED"),
                on("timeout while gathering", GATHERING, TIMEOUT, "Ended: Event Result"),
                on("broken while gathering", GATHERING, BROKEN, "Ended: Event Result"),
                on("same task while waiting", WAITING, ADMITTED, "DUPLICATE_TASK"),
                on("batch after the context", WAITING, FIRST, "LATE"),
                on("answer", WAITING, ANSWER, "Ended: Event Result"),
                on("failure", WAITING, FAILURE, "Ended: Event Result"),
                on("timeout", WAITING, TIMEOUT, "Ended: Event Result"),
                on("broken while waiting", WAITING, BROKEN, "Ended: Event Result"),
                on("answer to a former attempt", RETRIED, ANSWER, "Ended: Event Result"),
                on("failure of a former attempt", RETRIED, FAILURE, "LATE"),
                on("answer to a former step", WAITING, ended(at(0, 1)), "LATE"),
                on("answer to a later step", WAITING, ended(at(2, 1)), "UNEXPECTED"),
                on("answer to a later attempt", WAITING, ended(at(1, 2)), "UNEXPECTED"),
                on("same task after its end", ENDED, ADMITTED, "DUPLICATE_TASK"),
                on("batch after the end", ENDED, FIRST, "LATE"),
                on("answer after the end", ENDED, ANSWER, "LATE"),
                on("timeout after the end", ENDED, TIMEOUT, "LATE"),
                on("broken after the end", ENDED, BROKEN, "LATE"));
    }

    @ParameterizedTest
    @MethodSource("transitions")
    void eventLeadsTo(AgentState state, AgentEvent event, String expected) {
        assertThat(summary(machine.decide(state, event, START))).isEqualTo(expected);
    }

    @Test
    void sequenceNumbersGoOnFromTheAdmission() {
        Moved dispatched =
                move(UNKNOWN, new Admitted(taskWithDocument("t").setSequence(7).build()))
                        .andThen(move(gatheringFrom(8), scored(batch("t", 0, true, List.of()))));
        Moved all = dispatched.andThen(move(dispatched.next(), ANSWER));

        assertThat(all.emissions().stream().map(AgentMachineTest::sequence))
                .containsExactly(8L, 9L, 0L, 10L, 10L);
    }

    @Test
    void usageIsSummedUp() {
        Moved end =
                move(
                        new AwaitingTurn(task("t").build(), 5, new Usage(1L, 2L, 3L, 0L), 1, 1),
                        ANSWER);

        assertThat(result(end).getUsage()).isEqualTo(new Usage(12L, 9L, 6L, 0L));
    }

    @Test
    void failureWithoutWordsStillHasATypeAndATitle() {
        TaskResult result =
                result(
                        move(
                                WAITING,
                                ended(
                                        step(
                                                "t",
                                                1,
                                                1,
                                                Failure.newBuilder(failure(""))
                                                        .setTitle("")
                                                        .build()))));

        assertThat(result.getState()).isEqualTo(TaskState.failed);
        assertThat(result.getError().getType()).isEqualTo("model");
        assertThat(result.getError().getTitle()).isNotBlank();
    }

    @Test
    void longPromptsAreCutInResultsBetweenCharacters() {
        String prompt = "🌊".repeat(10_001);
        Moved end =
                move(
                        new AwaitingTurn(
                                task("t").setPrompt(prompt).build(), 5, NOTHING_USED, 1, 1),
                        ANSWER);

        assertThat(result(end).getPrompt()).isEqualTo("🌊".repeat(10_000));
    }

    @Test
    void documentsDoNotStayInTheState() {
        Gathering next =
                (Gathering) move(UNKNOWN, new Admitted(taskWithDocument("t").build())).next();

        assertThat(next.task().getDocuments()).isEmpty();
        assertThat(next.task().getPrompt()).isEqualTo(TestRecords.PROMPT);
    }

    @Test
    void batchesThatContradictEachOtherAreRefused() {
        assertThatThrownBy(
                        () -> machine.decide(HALF, scored(batch("t", 2, false, List.of())), START))
                .hasMessageContaining("batch 2 contradicts");
        assertThatThrownBy(
                        () -> machine.decide(HALF, scored(batch("t", 0, true, List.of())), START))
                .hasMessageContaining("batch 0, marked last, contradicts");
        assertThatThrownBy(
                        () ->
                                machine.decide(
                                        GATHERING,
                                        scored(batch("t", 70_000, false, List.of())),
                                        START))
                .hasMessageContaining("70000");
    }

    private Moved move(AgentState state, AgentEvent event) {
        return (Moved) machine.decide(state, event, START);
    }

    private static Arguments on(String name, AgentState state, AgentEvent event, String expected) {
        return argumentSet(name, state, event, expected);
    }

    private static String summary(Decision decision) {
        return switch (decision) {
            case Kept _ -> "kept";
            case Dropped(DropReason reason) -> reason.name();
            case Moved moved -> {
                StringBuilder text = new StringBuilder(moved.next().getClass().getSimpleName());
                text.append(':');
                moved.emissions()
                        .forEach(one -> text.append(' ').append(one.getClass().getSimpleName()));
                yield text.toString();
            }
        };
    }

    private static long sequence(Emission emission) {
        return switch (emission) {
            case Emission.Event(var event) -> event.getSequence();
            case Emission.Result(var result) -> result.getSequence();
            case Emission.Turn _ -> 0;
        };
    }

    private static TaskResult result(Moved end) {
        return ((Emission.Result) end.emissions().getLast()).result();
    }

    private static AgentState gathering(Context context) {
        return new Gathering(task("t").build(), 2, NOTHING_USED, context);
    }

    private static AgentState gatheringFrom(long sequence) {
        return new Gathering(task("t").build(), sequence, NOTHING_USED, Context.empty());
    }

    private static AwaitingTurn waiting(int attempt) {
        return new AwaitingTurn(task("t").build(), 2, NOTHING_USED, 1, attempt);
    }

    private static AgentEvent withDocument() {
        return new Admitted(taskWithDocument("t").build());
    }

    private static AgentEvent scored(ChunkBatchScored batch) {
        return new BatchScored(batch);
    }

    private static AgentEvent ended(StepCompleted outcome) {
        return new StepEnded(outcome);
    }

    private static StepCompleted at(int step, int attempt) {
        return step("t", step, attempt, anAnswer());
    }
}
