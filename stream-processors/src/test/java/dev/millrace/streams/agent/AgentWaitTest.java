package dev.millrace.streams.agent;

import static dev.millrace.streams.agent.TestRecords.DEADLINE;
import static dev.millrace.streams.agent.TestRecords.START;
import static dev.millrace.streams.agent.TestRecords.anAnswer;
import static dev.millrace.streams.agent.TestRecords.answer;
import static dev.millrace.streams.agent.TestRecords.batch;
import static dev.millrace.streams.agent.TestRecords.calling;
import static dev.millrace.streams.agent.TestRecords.cancel;
import static dev.millrace.streams.agent.TestRecords.failedBatch;
import static dev.millrace.streams.agent.TestRecords.retryable;
import static dev.millrace.streams.agent.TestRecords.retryableBatch;
import static dev.millrace.streams.agent.TestRecords.step;
import static dev.millrace.streams.agent.TestRecords.task;
import static dev.millrace.streams.agent.TestRecords.taskWithDocument;
import static dev.millrace.streams.agent.TestRecords.taskWithTools;
import static dev.millrace.streams.agent.TestRecords.toolStep;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.ChunkBatch;
import dev.millrace.StepCompleted;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskCommand;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.ToolMessage;
import dev.millrace.ToolRequested;
import dev.millrace.TurnRequested;
import dev.millrace.Usage;
import dev.millrace.UsageRecorded;
import dev.millrace.WorkCanceled;
import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Retries, timeouts, cancels, and what is recorded of calls and failures. */
class AgentWaitTest {

    private static final Duration TICK = Duration.ofMillis(500);

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
    void aRetryWaitsForItsTime() {
        agent.admit(task("t").build());
        agent.complete(step("t", 1, 1, retryable("http-503", Duration.ofSeconds(7))));
        agent.passInSteps(Duration.ofMillis(6_500), TICK);
        assertThat(agent.read(Topics.TURNS_REQUESTED_RETRY)).isEmpty();
        agent.passInSteps(Duration.ofSeconds(1), TICK);

        assertThat(agent.read(Topics.TURNS_REQUESTED_RETRY))
                .extracting(TurnRequested::getStep, TurnRequested::getAttempt)
                .containsExactly(tuple(1, 2));
        assertThat(agent.events())
                .extracting(TaskEvent::getKind)
                .containsExactly(
                        TaskEventKind.step_requested,
                        TaskEventKind.retry_scheduled,
                        TaskEventKind.step_requested);
        agent.complete(step("t", 1, 2, anAnswer()));
        assertThat(agent.results()).hasSize(1);
        assertThat(agent.metrics.retries()).containsExactly(Map.entry("turn:http-503", 1));
        assertThat(agent.metrics.timeouts("retry")).isOne();
    }

    @Test
    void aTurnFailsAfterAllItsTries() {
        agent.admit(task("t").build());
        for (int attempt = 1; attempt <= 5; attempt++) {
            agent.complete(step("t", 1, attempt, retryable("http-503")));
            agent.passInSteps(Duration.ofSeconds(20), TICK);
        }

        assertThat(agent.read(Topics.TURNS_REQUESTED_RETRY)).hasSize(4);
        assertThat(agent.results().getFirst().getError().getType()).isEqualTo("http-503");
    }

    @Test
    void anOpenBreakerBurnsNoTries() {
        agent.admit(task("t").build());
        for (int attempt = 1; attempt <= 20; attempt++) {
            agent.complete(step("t", 1, attempt, retryable("breaker-open", Duration.ofSeconds(5))));
            agent.passInSteps(Duration.ofSeconds(6), TICK);
        }

        assertThat(agent.read(Topics.TURNS_REQUESTED_RETRY)).hasSize(20);
        assertThat(agent.results()).isEmpty();
        agent.complete(step("t", 1, 21, anAnswer()));
        assertThat(agent.results()).hasSize(1);
    }

    @Test
    void aWaitThatGoesBeyondTheDeadlineEndsWithIt() {
        agent.admit(task("t").build());
        agent.complete(step("t", 1, 1, retryable("rate-limited", Duration.ofHours(1))));
        agent.passInSteps(DEADLINE.plusSeconds(1), Duration.ofSeconds(10));

        assertThat(agent.read(Topics.TURNS_REQUESTED_RETRY)).isEmpty();
        assertThat(agent.results().getFirst().getError().getType()).isEqualTo("deadline");
    }

    @Test
    void aToolThatFailsTooOftenIsAResultForTheModel() {
        agent.admit(taskWithTools("t").build());
        agent.complete(step("t", 1, 1, calling("calculator")));
        agent.turns();
        for (int attempt = 1; attempt <= 3; attempt++) {
            agent.complete(toolStep("t", 2, 0, attempt, retryable("timeout")));
            agent.passInSteps(Duration.ofSeconds(3), TICK);
        }

        assertThat(agent.read(Topics.TOOLS_REQUESTED_RETRY))
                .extracting(ToolRequested::getAttempt)
                .containsExactly(2, 3);
        ToolMessage message =
                (ToolMessage) agent.turns().getFirst().getHistory().getLast().getMessage();
        assertThat(message.getIsError()).isTrue();
        assertThat(message.getContent()).contains("timeout");
    }

    @Test
    void aBatchThatFailedGoesBackToTheExecutorInItsTime() {
        agent.admit(taskWithDocument("t").build());
        agent.score(retryableBatch("t", 1, true, 1));
        agent.passInSteps(Duration.ofSeconds(1), TICK);

        List<ChunkBatch> again = agent.read(Topics.CHUNKS_CREATED);
        assertThat(again)
                .extracting(ChunkBatch::getBatch, ChunkBatch::getAttempt)
                .containsExactly(tuple(1, 2));
        agent.score(retryableBatch("t", 1, true, 2));
        agent.passInSteps(Duration.ofSeconds(2), TICK);
        assertThat(agent.keys(Topics.CHUNKS_CREATED)).containsExactly("t#1");
        agent.score(batch("t", 1, true, List.of()));
        agent.score(batch("t", 0, false, List.of()));
        assertThat(agent.turns()).hasSize(1);
        agent.complete(answer("t"));
        agent.pass(Duration.ofMinutes(11));
        assertThat(agent.stored()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"breaker-open", "bulkhead-full"})
    void aBatchThatWasNotTriedBurnsNoTries(String reason) {
        agent.admit(taskWithDocument("t").build());
        for (int attempt = 1; attempt <= 10; attempt++) {
            agent.score(failedBatch("t", 0, true, attempt, retryable(reason)));
            agent.passInSteps(Duration.ofSeconds(1), TICK);
        }

        assertThat(agent.read(Topics.CHUNKS_CREATED))
                .extracting(ChunkBatch::getAttempt)
                .containsExactly(2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(agent.metrics.retries()).containsExactly(Map.entry("embedding:" + reason, 10));
        agent.score(batch("t", 0, true, List.of()));
        assertThat(agent.turns()).hasSize(1);
    }

    @Test
    void batchesThatWaitAreForgottenWithTheirTask() {
        agent.admit(taskWithDocument("t").build());
        agent.score(retryableBatch("t", 1, true, 1));
        agent.command(cancel("t"));
        agent.pass(Duration.ofMinutes(11));

        assertThat(agent.stored()).isEmpty();
    }

    @Test
    void aStepThatDoesNotEndIsRepeatedOnceAndThenFails() {
        agent.admit(task("t", a -> a.setStepTimeoutMs(20_000)).build());
        agent.passInSteps(Duration.ofSeconds(21), TICK);
        assertThat(agent.read(Topics.TURNS_REQUESTED_RETRY))
                .extracting(TurnRequested::getAttempt)
                .containsExactly(2);
        agent.passInSteps(Duration.ofSeconds(21), TICK);

        assertThat(agent.results().getFirst().getError().getType()).isEqualTo("step-timeout");
        assertThat(agent.read(Topics.WORK_CANCELED))
                .extracting(WorkCanceled::getReason)
                .containsExactly("step-timeout");
        assertThat(agent.metrics.timeouts("step")).isEqualTo(2);
    }

    @Test
    void aLateAnswerOfARepeatedStepWins() {
        agent.admit(task("t", a -> a.setStepTimeoutMs(20_000)).build());
        agent.passInSteps(Duration.ofSeconds(21), TICK);
        agent.complete(answer("t"));

        assertThat(agent.results())
                .extracting(TaskResult::getState)
                .containsExactly(TaskState.completed);
    }

    @Test
    void theTimeOfAnAttemptDoesNotRunWhileItWaits() {
        agent.admit(task("t", a -> a.setStepTimeoutMs(20_000)).build());
        agent.complete(step("t", 1, 1, retryable("rate-limited", Duration.ofSeconds(60))));
        agent.passInSteps(Duration.ofSeconds(59), TICK);
        assertThat(agent.read(Topics.TURNS_REQUESTED_RETRY)).isEmpty();
        agent.passInSteps(Duration.ofSeconds(20), TICK);

        assertThat(agent.read(Topics.TURNS_REQUESTED_RETRY)).hasSize(1);
        assertThat(agent.events())
                .extracting(TaskEvent::getKind)
                .doesNotContain(TaskEventKind.redispatched);
    }

    @Test
    void aToolThatDoesNotEndIsRepeatedOnceAndThenAResultForTheModel() {
        agent.admit(
                task("t", a -> a.setStepTimeoutMs(20_000).setTools(List.of("calculator"))).build());
        agent.complete(step("t", 1, 1, calling("calculator")));
        agent.turns();
        agent.passInSteps(Duration.ofSeconds(21), TICK);
        assertThat(agent.read(Topics.TOOLS_REQUESTED_RETRY)).hasSize(1);
        agent.passInSteps(Duration.ofSeconds(20), TICK);

        assertThat(agent.turns()).extracting(TurnRequested::getStep).containsExactly(3);
    }

    @Test
    void nothingStaysAtWorkForEverWithoutExecutors() {
        for (int n = 0; n < 50; n++) {
            agent.admit(taskWithTools("t" + n).build());
        }
        agent.passInSteps(DEADLINE.plusSeconds(5), Duration.ofSeconds(1));

        assertThat(agent.results()).hasSize(50);
        assertThat(agent.read(Topics.WORK_CANCELED))
                .hasSize(50)
                .allMatch(canceled -> canceled.getReason().equals("deadline"));
    }

    @Test
    void aCanceledTaskHasOneResultAndItsWorkIsNotWanted() {
        agent.admit(task("t").build());
        agent.command(cancel("t"));
        agent.complete(answer("t"));
        agent.command(cancel("t"));

        TaskResult result = agent.results().getFirst();
        assertThat(result.getState()).isEqualTo(TaskState.canceled);
        assertThat(result.getError().getDetail()).contains("ada").contains("no longer needed");
        assertThat(agent.read(Topics.WORK_CANCELED)).hasSize(1);
        assertThat(agent.deadLetters(Topics.TASKS_ADMITTED)).isEmpty();
        assertThat(agent.metrics.dropped()).containsExactly(Map.entry(DropReason.LATE, 2));
    }

    @Test
    void aCancelAfterTheAnswerChangesNothing() {
        agent.admit(task("t").build());
        agent.complete(answer("t"));
        agent.command(cancel("t"));

        assertThat(agent.results())
                .extracting(TaskResult::getState)
                .containsExactly(TaskState.completed);
    }

    @Test
    void aTaskThatIsCanceledBeforeItComesRunsNothing() {
        agent.complete(answer("t"));
        agent.command(cancel("t"));
        agent.admit(taskWithDocument("t").build());

        assertThat(agent.results())
                .extracting(TaskResult::getState)
                .containsExactly(TaskState.canceled);
        assertThat(agent.turns()).isEmpty();
        assertThat(agent.events())
                .extracting(TaskEvent::getKind)
                .containsExactly(TaskEventKind.canceled);
        agent.pass(Duration.ofMinutes(11));
        assertThat(agent.stored()).isEmpty();
    }

    @Test
    void aCancelOfATaskThatNeverComesIsDropped() {
        agent.command(cancel("nobody"));
        agent.pass(Duration.ofMinutes(11));

        assertThat(agent.metrics.dropped()).containsExactly(Map.entry(DropReason.EARLY_EXPIRED, 1));
        assertThat(agent.stored()).isEmpty();
    }

    @Test
    void anotherTenantCannotCancel() {
        TaskCommand foreign = TaskCommand.newBuilder(cancel("t")).setTenantId("other").build();
        agent.command(foreign);
        agent.admit(task("t").build());
        agent.command(foreign);

        assertThat(agent.results()).isEmpty();
        assertThat(agent.turns()).hasSize(1);
        assertThat(agent.metrics.dropped())
                .containsExactly(Map.entry(DropReason.FOREIGN_COMMAND, 2));
    }

    @Test
    void commandsOnAnotherPartitionOrUnderAnotherKeyFindTheirTask() {
        // All that the driver writes lies on partition 0, so most of these are misplaced.
        for (int n = 0; n < 12; n++) {
            agent.admit(task("t" + n).build());
            agent.pipe(Topics.TASKS_COMMANDS, n % 2 == 0 ? null : "other", cancel("t" + n));
        }

        assertThat(agent.results()).hasSize(12);
        assertThat(agent.metrics.rerouted()).isBetween(1, 11);
    }

    @Test
    void commandsWithoutAValueAreCountedAndDropped() {
        agent.pipe(Topics.TASKS_COMMANDS, "t", null);

        assertThat(agent.metrics.dropped()).containsExactly(Map.entry(DropReason.TOMBSTONE, 1));
    }

    @Test
    void usageIsRecordedOnceForEachCallWhateverBecomesOfIt() {
        agent.admit(task("t").build());
        agent.complete(call("failed", 1, retryable("cut-off"), new Usage(4L, 0L, 2L, 1L)));
        agent.complete(call("good", 1, anAnswer(), null));
        agent.complete(call("good", 1, anAnswer(), null));
        agent.complete(call("late", 1, anAnswer(), null));

        assertThat(agent.read(Topics.USAGE_RECORDED))
                .extracting(
                        UsageRecorded::getCallId,
                        UsageRecorded::getDropped,
                        UsageRecorded::getUserId,
                        UsageRecorded::getAgent)
                .containsExactly(
                        tuple("failed", true, "ada", "default"),
                        tuple("good", false, "ada", "default"),
                        tuple("late", true, "ada", "default"));
        assertThat(agent.results().getFirst().getUsage()).isEqualTo(new Usage(15L, 7L, 5L, 1L));
        assertThat(agent.metrics.spent()).isEqualTo(2 + 3 + 3);
    }

    @Test
    void usageOfATaskThatNeverCameIsRecordedUnderItsTenant() {
        agent.complete(call("lost", 1, anAnswer(), null));
        agent.pass(Duration.ofMinutes(11));

        assertThat(agent.keys(Topics.USAGE_RECORDED)).containsExactly("dev");
    }

    private static StepCompleted call(String callId, int attempt, Object result, Usage wasted) {
        return StepCompleted.newBuilder(step("t", 1, attempt, result))
                .setCallId(callId)
                .setTarget("gpt")
                .setWasted(wasted)
                .build();
    }

    @Test
    void aFailedTaskIsADeadLetterThatCanBeRunAgain() {
        agent.admit(taskWithDocument("t").build());
        agent.score(batch("t", 0, true, List.of()));
        agent.complete(TestRecords.failedStep("t"));

        List<TestRecord<String, byte[]>> letters = agent.deadLetters(Topics.TASKS_ADMITTED);
        assertThat(letters).hasSize(1);
        TestRecord<String, byte[]> letter = letters.getFirst();
        TaskAdmitted task = agent.decode(Topics.TASKS_ADMITTED, letter.value());
        assertThat(letter.key()).isEqualTo("t");
        assertThat(task.getPrompt()).isEqualTo(TestRecords.PROMPT);
        assertThat(task.getDocuments()).isEmpty();
        assertThat(header(letter, DeadLetters.TOPIC_HEADER)).isEqualTo("agents.tasks.admitted");
        assertThat(header(letter, DeadLetters.PARTITION_HEADER)).isEqualTo("0");
        assertThat(header(letter, DeadLetters.OFFSET_HEADER)).isEqualTo("0");
        assertThat(header(letter, DeadLetters.EXCEPTION_HEADER)).isEqualTo("http-500");
        assertThat(header(letter, DeadLetters.MESSAGE_HEADER)).isEqualTo("It broke: in two");
        assertThat(header(letter, "millrace.task")).isEqualTo("t");
        assertThat(header(letter, "millrace.tenant")).isEqualTo("dev");
        assertThat(header(letter, "millrace.documents")).isEqualTo("1");
    }

    private static String header(TestRecord<String, byte[]> letter, String name) {
        Headers headers = letter.headers();
        return new String(headers.lastHeader(name).value(), UTF_8);
    }

    @Test
    void theTraceOfATaskGoesOnAfterAWait() {
        Headers trace = new RecordHeaders().add("traceparent", "00-1-2-01".getBytes(UTF_8));
        agent.pipe(Topics.TASKS_ADMITTED, new TestRecord<>("t", task("t").build(), trace, START));
        agent.complete(step("t", 1, 1, retryable("http-503")));
        agent.passInSteps(Duration.ofSeconds(2), TICK);

        assertThat(agent.headers(Topics.TURNS_REQUESTED_RETRY))
                .singleElement()
                .satisfies(
                        headers ->
                                assertThat(headers.lastHeader("traceparent").value())
                                        .isEqualTo("00-1-2-01".getBytes(UTF_8)));
    }
}
