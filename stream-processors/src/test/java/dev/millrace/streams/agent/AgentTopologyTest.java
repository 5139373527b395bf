package dev.millrace.streams.agent;

import static dev.millrace.streams.agent.TestRecords.DEADLINE;
import static dev.millrace.streams.agent.TestRecords.START;
import static dev.millrace.streams.agent.TestRecords.answer;
import static dev.millrace.streams.agent.TestRecords.batch;
import static dev.millrace.streams.agent.TestRecords.batches;
import static dev.millrace.streams.agent.TestRecords.failedBatch;
import static dev.millrace.streams.agent.TestRecords.failedStep;
import static dev.millrace.streams.agent.TestRecords.task;
import static dev.millrace.streams.agent.TestRecords.taskWithDocument;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.Answer;
import dev.millrace.ChunkBatchScored;
import dev.millrace.Passage;
import dev.millrace.Priority;
import dev.millrace.StepCompleted;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.Timeout;
import dev.millrace.TurnRequested;
import dev.millrace.Usage;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentTopologyTest {

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
    void taskWithoutDocumentsGetsItsTurnAtOnce() {
        agent.admit(task("t").build());

        assertThat(agent.events())
                .singleElement()
                .satisfies(
                        event -> {
                            assertThat(event.getSequence()).isEqualTo(2);
                            assertThat(event.getKind()).isEqualTo(TaskEventKind.step_requested);
                            assertThat(event.getState()).isEqualTo(TaskState.working);
                            assertThat(event.getStep()).isEqualTo(1);
                        });
        assertThat(agent.turns())
                .singleElement()
                .satisfies(
                        turn -> {
                            assertThat(turn.getTaskId()).isEqualTo("t");
                            assertThat(turn.getStep()).isEqualTo(1);
                            assertThat(turn.getAttempt()).isEqualTo(1);
                            assertThat(turn.getPrompt()).isEqualTo(TestRecords.PROMPT);
                            assertThat(turn.getSystemPrompt()).isEqualTo("Be brief.");
                            assertThat(turn.getPassages()).isEmpty();
                            assertThat(turn.getDeadline()).isEqualTo(START.plus(DEADLINE));
                            assertThat(turn.getTimeoutMs())
                                    .isPositive()
                                    .isLessThan(TestRecords.STEP_TIMEOUT.toMillis());
                        });
    }

    @Test
    void answerCompletesTheTask() {
        agent.admit(task("t").build());
        agent.events();
        agent.clock.pass(Duration.ofSeconds(2));
        agent.complete(answer("t"));

        assertThat(agent.events())
                .satisfiesExactly(
                        answered -> {
                            assertThat(answered.getSequence()).isEqualTo(3);
                            assertThat(answered.getKind()).isEqualTo(TaskEventKind.step_completed);
                            assertThat(answered.getState()).isEqualTo(TaskState.working);
                            assertThat(answered.getDecision().getAction()).isEqualTo("answer");
                            assertThat(answered.getDecision().getResult()).isEqualTo("Water [1]");
                        },
                        completed -> {
                            assertThat(completed.getSequence()).isEqualTo(4);
                            assertThat(completed.getKind()).isEqualTo(TaskEventKind.completed);
                            assertThat(completed.getState()).isEqualTo(TaskState.completed);
                            assertThat(completed.getModel()).isEqualTo("extractive");
                            assertThat(completed.getUsage()).isEqualTo(new Usage(11L, 7L, 3L, 0L));
                        });
        assertThat(agent.results())
                .containsExactly(
                        TaskResult.newBuilder()
                                .setTaskId("t")
                                .setTenantId("dev")
                                .setAgent("default")
                                .setState(TaskState.completed)
                                .setFinishReason("stop")
                                .setText("Water [1]")
                                .setCitations(TestRecords.anAnswer().getCitations())
                                .setModel("extractive")
                                .setUsage(new Usage(11L, 7L, 3L, 0L))
                                .setSequence(4)
                                .setSteps(1)
                                .setSubmittedAt(START)
                                .setCompletedAt(START.plusSeconds(2))
                                .setMetadata(Map.of("ticket", "42"))
                                .setUserId("ada")
                                .setSessionId("session-1")
                                .setPrompt(TestRecords.PROMPT)
                                .build());
        assertThat(agent.metrics.ended(TaskState.completed)).isOne();
    }

    @ParameterizedTest
    @EnumSource(Priority.class)
    void turnWaitsInTheLaneOfItsPriority(Priority priority) {
        agent.admit(task("t").setPriority(priority).build());

        assertThat(agent.read(Topics.turnsRequested(priority))).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 63})
    void bestPassagesAreGivenToTheModelInWhateverOrderBatchesCome(int count) {
        List<ChunkBatchScored> shuffled = new ArrayList<>(batches("t", count));
        shuffled.addAll(batches("t", count).subList(0, count - 1));
        ChunkBatchScored kept = shuffled.removeFirst();
        Collections.shuffle(shuffled, new Random(count));
        shuffled.add(kept);

        agent.admit(taskWithDocument("t").build());
        assertThat(agent.turns()).isEmpty();
        shuffled.forEach(agent::score);

        List<TurnRequested> turns = agent.turns();
        assertThat(turns).hasSize(1);
        List<Passage> passages = turns.getFirst().getPassages();
        int top = 16 * count - 1;
        assertThat(passages).hasSize(8);
        for (int n = 1; n <= 8; n++) {
            Passage passage = passages.get(n - 1);
            assertThat(passage.getNumber()).isEqualTo(n);
            assertThat(passage.getText()).isEqualTo("text " + (top + 1 - n));
        }
        assertThat(agent.events())
                .extracting(TaskEvent::getSequence, TaskEvent::getStep)
                .containsExactly(tuple(2L, 0), tuple(3L, 1));
    }

    @Test
    void unfinishedTasksAreWatchedAsLongAsThePartitionIsHere() {
        agent.admit(task("t").build());
        agent.admit(taskWithDocument("u").build());
        assertThat(agent.metrics.active()).isEqualTo(2);
        assertThat(agent.metrics.oldest()).isEqualTo(START);

        agent.complete(answer("t"));
        assertThat(agent.metrics.active()).isOne();

        agent.close();
        assertThat(agent.metrics.active()).isZero();
        assertThat(agent.metrics.oldest()).isNull();
    }

    @Test
    void aDecisionIsTimedFromTheAttemptThatItAnswers() {
        agent.admit(task("t").build());
        agent.pass(Duration.ofSeconds(2));
        agent.complete(TestRecords.step("t", 1, 1, TestRecords.retryable("http-503")));
        agent.passInSteps(Duration.ofSeconds(2), Duration.ofMillis(500));
        assertThat(agent.read(Topics.TURNS_REQUESTED_RETRY)).hasSize(1);
        agent.pass(Duration.ofSeconds(3));
        Instant over = agent.header("t").getWork().getFirst().getDue();
        Duration sinceRetry =
                Duration.between(over.minus(TestRecords.STEP_TIMEOUT), agent.clock.instant());
        agent.complete(TestRecords.step("t", 1, 2, TestRecords.anAnswer()));

        assertThat(agent.metrics.decisions()).containsExactly("default after " + sinceRetry);
        assertThat(sinceRetry).isBetween(Duration.ofSeconds(3), Duration.ofSeconds(5));
    }

    @Test
    void anEndedTaskIsCountedWithWhatItMightCost() {
        agent.admit(task("t").setMaxCostMicroUsd(500L).build());
        agent.complete(answer("t"));

        assertThat(agent.metrics.ended(TaskState.completed)).isOne();
        assertThat(agent.metrics.maximum()).isEqualTo(500);
    }

    @Test
    void documentsWithoutTextLeadToATurnWithoutPassages() {
        agent.admit(taskWithDocument("t").build());
        agent.score(batch("t", 0, true, List.of()));

        assertThat(agent.turns())
                .singleElement()
                .satisfies(turn -> assertThat(turn.getPassages()).isEmpty());
    }

    @Test
    void taskWithDocumentsIsCompletedAndLeavesNothingBehind() {
        agent.admit(taskWithDocument("t").build());
        batches("t", 2).forEach(agent::score);
        agent.complete(answer("t"));

        assertThat(agent.results()).extracting(TaskResult::getSequence).containsExactly(5L);
        assertThat(agent.stored()).hasSize(2).allMatch(key -> key.matches("(task|timer)-by-.*"));
        agent.pass(Duration.ofMinutes(6));
        assertThat(agent.stored()).isEmpty();
    }

    @Test
    void failedStepFailsTheTask() {
        agent.admit(task("t").build());
        agent.complete(failedStep("t"));

        assertThat(agent.results())
                .singleElement()
                .satisfies(
                        result -> {
                            assertThat(result.getState()).isEqualTo(TaskState.failed);
                            assertThat(result.getError().getType()).isEqualTo("http-500");
                            assertThat(result.getError().getDetail()).isEqualTo("in two");
                            assertThat(result.getSequence()).isEqualTo(4);
                        });
        assertThat(agent.metrics.ended(TaskState.failed)).isOne();
        assertThat(agent.metrics.deadLettered()).containsExactly(Map.entry("http-500", 1));
    }

    @Test
    void failedBatchFailsTheTask() {
        agent.admit(taskWithDocument("t").build());
        agent.score(failedBatch("t", 0));
        agent.score(batch("t", 1, true, List.of()));

        assertThat(agent.results())
                .singleElement()
                .satisfies(
                        result -> assertThat(result.getError().getType()).isEqualTo("embedding"));
        assertThat(agent.turns()).isEmpty();
        assertThat(agent.metrics.dropped()).containsExactly(Map.entry(DropReason.LATE, 1));
    }

    @Test
    void secondAnswerIsDropped() {
        agent.admit(task("t").build());
        agent.complete(answer("t"));
        agent.complete(answer("t"));

        assertThat(agent.results()).hasSize(1);
        assertThat(agent.metrics.dropped()).containsExactly(Map.entry(DropReason.LATE, 1));
    }

    @Test
    void repeatedTaskChangesNothing() {
        agent.admit(task("t").build());
        agent.admit(task("t").build());
        agent.complete(answer("t"));
        agent.admit(task("t").build());

        assertThat(agent.turns()).hasSize(1);
        assertThat(agent.results()).hasSize(1);
        assertThat(agent.metrics.dropped())
                .containsExactly(Map.entry(DropReason.DUPLICATE_TASK, 2));
    }

    @Test
    void outcomesThatComeBeforeTheirTaskWaitForIt() {
        batches("t", 3).forEach(agent::score);
        agent.complete(answer("t"));
        assertThat(agent.results()).isEmpty();

        agent.admit(taskWithDocument("t").build());

        assertThat(agent.results()).extracting(TaskResult::getSequence).containsExactly(5L);
        assertThat(agent.turns()).hasSize(1);
        agent.pass(Duration.ofMinutes(11));
        assertThat(agent.stored()).isEmpty();
        assertThat(agent.metrics.dropped()).isEmpty();
    }

    @Test
    void outcomesWhoseTaskNeverComesAreDropped() {
        agent.complete(answer("nobody"));
        agent.score(batch("nobody", 0, true, List.of()));
        agent.pass(Duration.ofMinutes(9));
        assertThat(agent.stored()).isNotEmpty();
        agent.pass(Duration.ofMinutes(2));

        assertThat(agent.stored()).isEmpty();
        assertThat(agent.metrics.dropped()).containsExactly(Map.entry(DropReason.EARLY_EXPIRED, 2));
    }

    @Test
    void outcomesThatWaitAreBounded() {
        for (int outcome = 0; outcome < 1_030; outcome++) {
            agent.complete(failedStep("nobody"));
        }

        assertThat(agent.metrics.dropped())
                .containsExactly(Map.entry(DropReason.EARLY_OVERFLOW, 6));
    }

    @Test
    void taskFailsAtItsDeadline() {
        agent.admit(task("t").build());
        agent.pass(DEADLINE.minusSeconds(1));
        assertThat(agent.results()).isEmpty();
        agent.pass(Duration.ofSeconds(2));

        assertThat(agent.read(Topics.STEPS_COMPLETED))
                .singleElement()
                .extracting(StepCompleted::getResult)
                .isEqualTo(new Timeout("deadline", START.plus(DEADLINE)));
        assertThat(agent.results())
                .singleElement()
                .satisfies(
                        result -> {
                            assertThat(result.getState()).isEqualTo(TaskState.failed);
                            assertThat(result.getError().getType()).isEqualTo("deadline");
                        });
        assertThat(agent.metrics.timeouts("deadline")).isOne();
        agent.complete(answer("t"));
        agent.pass(Duration.ofMinutes(11));
        assertThat(agent.results()).isEmpty();
        assertThat(agent.stored()).isEmpty();
        assertThat(agent.metrics.dropped()).containsExactly(Map.entry(DropReason.LATE, 1));
    }

    @Test
    void taskThatGathersContextFailsAtItsDeadlineToo() {
        agent.admit(taskWithDocument("t").build());
        agent.score(batches("t", 2).getFirst());
        agent.pass(DEADLINE.plusSeconds(1));

        assertThat(agent.results()).hasSize(1);
        agent.pass(Duration.ofMinutes(11));
        assertThat(agent.stored()).isEmpty();
    }

    @Test
    void endedTaskWithAFarDeadlineIsForgottenBeforeIt() {
        agent.admit(task("t").setDeadline(START.plus(Duration.ofHours(24))).build());
        agent.complete(answer("t"));
        agent.pass(Duration.ofMinutes(11));

        assertThat(agent.stored()).isEmpty();
    }

    @Test
    void manyDeadlinesAreTakenInPortions() {
        for (int task = 0; task < 1_200; task++) {
            agent.admit(task("t" + task).build());
        }
        Duration interval = AgentSettings.defaults().timerInterval();
        agent.pass(DEADLINE.minus(interval));
        assertThat(agent.results()).isEmpty();

        agent.pass(interval);
        assertThat(agent.results()).hasSize(500);
        agent.pass(interval);
        assertThat(agent.results()).hasSize(500);
        agent.pass(interval);
        assertThat(agent.results()).hasSize(200);
    }

    @Test
    void deadlinesWaitAfterTheWallClockHasJumped() {
        agent.admit(task("t").build());
        agent.clock.jump(Duration.ofHours(8));
        agent.pass(Duration.ofSeconds(1));
        agent.complete(answer("t"));

        assertThat(agent.results())
                .singleElement()
                .extracting(TaskResult::getState)
                .isEqualTo(TaskState.completed);
        assertThat(agent.metrics.held()).isPositive();
    }

    @Test
    void deadlinesAreTakenSomeTimeAfterTheWallClockHasJumped() {
        agent.admit(task("t").build());
        agent.clock.jump(Duration.ofHours(8));
        agent.pass(Duration.ofSeconds(1));
        assertThat(agent.results()).isEmpty();
        agent.passInSteps(Duration.ofSeconds(32), Duration.ofSeconds(1));

        assertThat(agent.results()).hasSize(1);
    }

    @Test
    void unreadableRecordsAreDeadLettersAndNothingStops() {
        List<Topic<String, ?>> sources =
                List.of(Topics.TASKS_ADMITTED, Topics.CHUNKS_EMBEDDED, Topics.STEPS_COMPLETED);
        for (Topic<String, ?> source : sources) {
            agent.pipeBytes(source, "t", "no event".getBytes(UTF_8));
            assertThat(agent.deadLetters(source))
                    .singleElement()
                    .satisfies(
                            letter ->
                                    assertThat(letter.value())
                                            .isEqualTo("no event".getBytes(UTF_8)));
        }

        agent.admit(task("t").build());
        assertThat(agent.turns()).hasSize(1);
    }

    @Test
    void recordsWithoutAValueAreCountedAndDropped() {
        agent.pipe(Topics.TASKS_ADMITTED, "t", null);
        agent.pipe(Topics.CHUNKS_EMBEDDED, "t", null);
        agent.pipe(Topics.STEPS_COMPLETED, "t", null);

        assertThat(agent.metrics.dropped()).containsExactly(Map.entry(DropReason.TOMBSTONE, 3));
        assertThat(agent.stored()).isEmpty();
    }

    @Test
    void recordUnderAnotherKeyIsADeadLetterAndItsTaskGoesOn() {
        agent.admit(task("t").build());
        agent.pipe(Topics.STEPS_COMPLETED, "other", answer("t"));
        agent.pipe(Topics.STEPS_COMPLETED, null, answer("t"));
        assertThat(agent.deadLetters(Topics.STEPS_COMPLETED)).hasSize(2);
        assertThat(agent.results()).isEmpty();

        agent.complete(answer("t"));
        assertThat(agent.results()).hasSize(1);
    }

    @Test
    void eventThatCannotBeProcessedFailsItsTaskAndIsADeadLetter() {
        agent.admit(taskWithDocument("t").build());
        agent.score(batch("t", -1, false, List.of()));

        assertThat(agent.results())
                .singleElement()
                .satisfies(
                        result -> {
                            assertThat(result.getError().getType()).isEqualTo("internal");
                            assertThat(result.getError().getDetail()).contains("batch");
                        });
        List<TestRecord<String, byte[]>> letters = agent.deadLetters(Topics.CHUNKS_EMBEDDED);
        assertThat(letters).singleElement().extracting(TestRecord::key).isEqualTo("t");
        agent.pass(Duration.ofMinutes(11));
        assertThat(agent.stored()).isEmpty();
    }

    @Test
    void taskThatIsTooLargeToKeepFailsAndIsADeadLetter() {
        agent.admit(task("t").setMetadata(Map.of("blob", "x".repeat(600_000))).build());

        assertThat(agent.results())
                .singleElement()
                .satisfies(
                        result -> {
                            assertThat(result.getError().getType()).isEqualTo("internal");
                            assertThat(result.getSequence()).isEqualTo(2);
                        });
        assertThat(agent.turns()).isEmpty();
        assertThat(agent.deadLetters(Topics.TASKS_ADMITTED)).hasSize(1);
    }

    @Test
    void answerThatIsTooLargeForTheResultFailsTheTask() {
        agent.admit(task("t").build());
        String text = "x".repeat(Topic.MAX_RECORD_BYTES);
        agent.complete(
                TestRecords.step(
                        "t",
                        1,
                        1,
                        Answer.newBuilder(TestRecords.anAnswer()).setText(text).build()));

        assertThat(agent.results())
                .singleElement()
                .satisfies(result -> assertThat(result.getError().getType()).isEqualTo("internal"));
        assertThat(agent.deadLetters(Topics.STEPS_COMPLETED)).hasSize(1);
    }

    @Test
    void shapeOfTheTopologyIsTheApprovedOne() throws IOException {
        try (InputStream approved = getClass().getResourceAsStream("agent-topology.txt")) {
            assertThat(AgentDriver.topology().describe().toString())
                    .isEqualToNormalizingNewlines(new String(approved.readAllBytes(), UTF_8));
        }
    }
}
