package dev.millrace.streams.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Answer;
import dev.millrace.ModelChoice;
import dev.millrace.ModelPrice;
import dev.millrace.StepCompleted;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.ToolRequested;
import dev.millrace.TurnRequested;
import dev.millrace.Usage;
import dev.millrace.UsageRecorded;
import dev.millrace.streams.agent.AgentEvent.Admitted;
import dev.millrace.streams.agent.AgentEvent.BatchScored;
import dev.millrace.streams.agent.AgentEvent.Commanded;
import dev.millrace.streams.agent.AgentEvent.StepEnded;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Whatever comes, in whatever order: what {@link AgentWorld} checks of everything that is written,
 * and that each task ends. A seed decides what comes; that of a failure is in its message.
 */
class AgentRandomTest {

    private static final int SEEDS = 400;

    /** How many of them are others in each run. */
    private static final int FRESH_SEEDS = 50;

    private static final int TASKS = 4;

    private static final long MAX_COST = 40_000;

    private final ModelPrice price = new ModelPrice(1_000_000L, 100_000L, 2_000_000L);

    private Random random = new Random();
    private AgentWorld world = new AgentWorld();
    private int strays;

    @Test
    void everyTaskEndsOnceWithinItsMeans() {
        Set<String> seen = new TreeSet<>();
        LongStream.range(0, SEEDS)
                .map(n -> n < FRESH_SEEDS ? random.nextLong() : n)
                .forEach(seed -> seen.addAll(run(seed)));

        // That these ways were gone at all.
        assertThat(seen)
                .contains("completed", "canceled", "deadline", "budget", "content-filter")
                .contains("step-timeout", "max-steps", "internal", "embedding", "http-500", "quota")
                .contains("5 steps", "retry", "fallback", "redispatch", "dropped usage");
    }

    private Set<String> run(long seed) {
        random = new Random(seed);
        world = new AgentWorld();
        strays = 0;
        try {
            for (int actions = 20 + random.nextInt(180); actions > 0; actions--) {
                act(random.nextInt(16), random.nextInt(1 << 20));
            }
            checkEnd();
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("with the seed " + seed, e);
        }
        return seen();
    }

    private void checkEnd() {
        world.passInSteps(TestRecords.DEADLINE.plusMinutes(2), Duration.ofSeconds(10));
        assertThat(world.results.keySet()).isEqualTo(world.admitted());
        assertThat(world.usage).extracting(UsageRecorded::getCallId).doesNotHaveDuplicates();
        for (TaskResult result : world.results.values()) {
            assertThat(result.getUsage().getCostMicroUsd()).isLessThanOrEqualTo(recorded(result));
        }
        assertThat(world.deadLetters)
                .containsExactlyInAnyOrderElementsOf(
                        world.results.values().stream()
                                .filter(result -> result.getState() == TaskState.failed)
                                .map(TaskResult::getTaskId)
                                .toList());
        world.passInSteps(Duration.ofMinutes(12), Duration.ofSeconds(30));
        assertThat(world.stored()).isZero();
    }

    private Set<String> seen() {
        Set<String> seen = new HashSet<>();
        for (TaskResult result : world.results.values()) {
            seen.add(result.getError() == null ? "completed" : result.getError().getType());
            seen.add(result.getSteps() + " steps");
        }
        Map.of(
                        "retry", !world.metrics.retries().isEmpty(),
                        "fallback", !world.metrics.fallbacks().isEmpty(),
                        "redispatch", world.metrics.timeouts("step") > 0,
                        "dropped usage", world.usage.stream().anyMatch(UsageRecorded::getDropped))
                .forEach((what, was) -> seen.addAll(was ? Set.of(what) : Set.of()));
        return seen;
    }

    private long recorded(TaskResult result) {
        return world.usage.stream()
                .filter(usage -> usage.getTaskId().equals(result.getTaskId()))
                .mapToLong(usage -> usage.getUsage().getCostMicroUsd())
                .sum();
    }

    private void act(int action, int luck) {
        // The keys of stores have a bar, too.
        String id = "task|" + luck % TASKS;
        int more = luck / TASKS;
        switch (action) {
            case 0, 1 -> admit(id, luck % TASKS);
            case 2 -> batchEnds(id, more);
            case 3, 4, 5, 6, 7 -> turnEnds(more);
            case 8, 9, 10 -> toolEnds(more);
            case 11 -> cancel(id, more);
            case 12 -> strayOutcome(id, more);
            case 13 -> world.restart();
            case 14 -> world.pass(Duration.ofMillis(more % 3_000));
            default -> world.pass(Duration.ofSeconds(more % 25));
        }
    }

    /** Admission does not let a task that is forgotten come again. */
    private void admit(String id, int kind) {
        if (!world.results.containsKey(id) || world.header(id) != null) {
            world.happens(new Admitted(task(id, kind), new Place(0, kind)));
        }
    }

    private TaskAdmitted task(String id, int kind) {
        TaskAdmitted.Builder task =
                TestRecords.task(
                        id,
                        agent ->
                                agent.setTools(List.of("calculator", "search_documents"))
                                        .setMaxSteps(5)
                                        .setMaxOutputTokens(1_000)
                                        .setStepTimeoutMs(20_000)
                                        .setModels(
                                                List.of(
                                                        new ModelChoice("big", price),
                                                        new ModelChoice("small", null))));
        return switch (kind) {
            case 0 -> task.setMaxCostMicroUsd(MAX_COST).build();
            case 1 -> task.setMaxCostMicroUsd(2 * MAX_COST).build();
            case 2 -> task.setDocuments(TestRecords.taskWithDocument(id).getDocuments()).build();
            default -> task.build();
        };
    }

    /** Some cannot be: their task fails, and they are dead letters. */
    private void batchEnds(String id, int more) {
        if (more % 61 == 0) {
            world.breaks(new BatchScored(TestRecords.batch(id, -1, false, List.of())));
        } else {
            world.happens(batch(id, more));
        }
    }

    private static BatchScored batch(String id, int more) {
        int batch = more % 3;
        boolean last = batch == 2;
        return new BatchScored(
                switch (more / 3 % 4) {
                    case 0, 1 -> TestRecords.batch(id, batch, last, List.of());
                    case 2 -> TestRecords.retryableBatch(id, batch, last, 1 + more / 12 % 3);
                    default ->
                            more / 12 % 4 == 0
                                    ? TestRecords.failedBatch(id, batch)
                                    : TestRecords.batch(id, batch, last, List.of());
                });
    }

    /** Of all turns that were ever asked for, so that outcomes come late and twice, too. */
    private void turnEnds(int more) {
        if (world.turns.isEmpty()) {
            return;
        }
        int back = more % 5 == 0 ? more / 5 % world.turns.size() : 0;
        TurnRequested turn = world.turns.get(world.turns.size() - 1 - back);
        if (world.header(turn.getTaskId()) == null) {
            return;
        }
        String callId = turn.getTaskId() + "-" + turn.getStep() + "-" + turn.getAttempt();
        long cost = more % 7 == 0 ? world.reserved(turn) : world.reserved(turn) / 4;
        StepCompleted.Builder outcome =
                StepCompleted.newBuilder(
                                TestRecords.step(
                                        turn.getTaskId(),
                                        turn.getStep(),
                                        turn.getAttempt(),
                                        turnResult(more / 25, cost)))
                        .setCallId(callId);
        if (!(outcome.getResult() instanceof Answer) && more % 3 == 0) {
            outcome.setWasted(new Usage(5L, 0L, cost, 0L));
        }
        world.happens(new StepEnded(outcome.build()));
    }

    private static Object turnResult(int more, long cost) {
        Usage usage = new Usage(10L, 5L, cost, 0L);
        return switch (more % 13) {
            case 0 -> Answer.newBuilder(TestRecords.anAnswer()).setUsage(usage).build();
            case 1, 2, 3 ->
                    Answer.newBuilder(
                                    TestRecords.calling(
                                            "calculator", "search_documents", "not mine"))
                            .setUsage(usage)
                            .build();
            case 4 -> Answer.newBuilder(TestRecords.calling("not mine")).setUsage(usage).build();
            case 5 -> TestRecords.retryable("breaker-open", Duration.ofSeconds(3));
            case 6 -> TestRecords.failure("quota");
            case 7 -> TestRecords.failure("content-filter");
            case 8 -> TestRecords.failure("http-500");
            case 9 -> TestRecords.retryable("bulkhead-full", Duration.ofSeconds(1));
            default -> TestRecords.retryable("http-503");
        };
    }

    private void toolEnds(int more) {
        if (world.tools.isEmpty()) {
            return;
        }
        int back = more % 5 == 0 ? more / 5 % world.tools.size() : more % 2;
        ToolRequested tool = world.tools.get(Math.max(0, world.tools.size() - 1 - back));
        Object result =
                switch (more / 25 % 6) {
                    case 0, 1, 2 -> TestRecords.returned("42");
                    case 3 -> TestRecords.failure("tool");
                    case 4 -> TestRecords.retryable("breaker-open");
                    default -> TestRecords.retryable("timeout", Duration.ofSeconds(2));
                };
        world.happens(
                new StepEnded(
                        TestRecords.toolStep(
                                tool.getTaskId(),
                                tool.getStep(),
                                tool.getCall(),
                                tool.getAttempt(),
                                result)));
    }

    private void cancel(String id, int more) {
        if (more % 6 == 0) {
            world.happens(new Commanded(TestRecords.cancel(id)));
        }
    }

    /** An outcome that nobody asked for. */
    private void strayOutcome(String id, int more) {
        Answer free =
                Answer.newBuilder(TestRecords.anAnswer())
                        .setUsage(new Usage(1L, 1L, 0L, 0L))
                        .build();
        StepEnded stray =
                new StepEnded(
                        StepCompleted.newBuilder(
                                        TestRecords.step(id, 3 + more % 4, 1 + more % 3, free))
                                .setCallId("stray-" + strays++)
                                .build());
        world.happens(stray);
        world.happens(stray);
    }
}
