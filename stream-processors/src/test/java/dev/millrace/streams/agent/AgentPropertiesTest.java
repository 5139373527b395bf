package dev.millrace.streams.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Answer;
import dev.millrace.ModelChoice;
import dev.millrace.ModelPrice;
import dev.millrace.StepCompleted;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskResult;
import dev.millrace.ToolRequested;
import dev.millrace.TurnRequested;
import dev.millrace.Usage;
import dev.millrace.UsageRecorded;
import dev.millrace.streams.agent.AgentEvent.Admitted;
import dev.millrace.streams.agent.AgentEvent.BatchScored;
import dev.millrace.streams.agent.AgentEvent.Commanded;
import dev.millrace.streams.agent.AgentEvent.StepEnded;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.statistics.Statistics;

/**
 * Whatever comes, in whatever order: what {@link AgentWorld} checks of everything that is written,
 * and that each task ends.
 */
class AgentPropertiesTest {

    private static final int TASKS = 4;
    private static final List<String> ENDS =
            List.of(
                    "completed",
                    "canceled",
                    "deadline",
                    "budget",
                    "content-filter",
                    "step-timeout");

    private static final long MAX_COST = 40_000;

    private int strays;
    private final ModelPrice price = new ModelPrice(1_000_000L, 100_000L, 2_000_000L);

    @Property(tries = 200)
    void everyTaskEndsOnceWithinItsMeans(
            @ForAll @Size(min = 20, max = 200)
                    List<@IntRange(min = 0, max = 1 << 24) Integer> dice) {
        AgentWorld world = new AgentWorld();
        dice.forEach(die -> act(world, die % 16, die / 16));
        world.passInSteps(TestRecords.DEADLINE.plusMinutes(2), Duration.ofSeconds(10));

        assertThat(world.results.keySet()).isEqualTo(world.admitted());
        assertThat(world.usage).extracting(UsageRecorded::getCallId).doesNotHaveDuplicates();
        for (TaskResult result : world.results.values()) {
            assertThat(result.getUsage().getCostMicroUsd())
                    .isLessThanOrEqualTo(recorded(world, result));
        }
        world.passInSteps(Duration.ofMinutes(12), Duration.ofSeconds(30));
        assertThat(world.stored()).isZero();
        collect(world);
    }

    /** Makes sure that the ways in which tasks end, and lead there, are really gone. */
    private static void collect(AgentWorld world) {
        for (TaskResult result : world.results.values()) {
            String reason = result.getError() == null ? "completed" : result.getError().getType();
            Statistics.label("ends").collect(reason);
            Statistics.label("steps").collect(result.getSteps());
        }
        Statistics.label("falls back").collect(!world.metrics.fallbacks().isEmpty());
        Statistics.label("retries").collect(!world.metrics.retries().isEmpty());
        Statistics.label("ends")
                .coverage(
                        ends -> {
                            for (String end : ENDS) {
                                ends.check(end).count(times -> times > 0);
                            }
                        });
    }

    private static long recorded(AgentWorld world, TaskResult result) {
        return world.usage.stream()
                .filter(usage -> usage.getTaskId().equals(result.getTaskId()))
                .mapToLong(usage -> usage.getUsage().getCostMicroUsd())
                .sum();
    }

    private void act(AgentWorld world, int action, int luck) {
        String id = "task-" + luck % TASKS;
        int more = luck / TASKS;
        switch (action) {
            case 0, 1 -> admit(world, id, luck % TASKS);
            case 2 -> world.happens(batch(id, more));
            case 3, 4, 5, 6, 7 -> turnEnds(world, more);
            case 8, 9, 10 -> toolEnds(world, more);
            case 11 -> cancel(world, id, more);
            case 12 -> strayOutcome(world, id, more);
            case 13 -> world.restart();
            case 14 -> world.pass(Duration.ofMillis(more % 3_000));
            default -> world.pass(Duration.ofSeconds(more % 25));
        }
    }

    /** Admission does not let a task that is forgotten come again. */
    private void admit(AgentWorld world, String id, int kind) {
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
    private static void turnEnds(AgentWorld world, int more) {
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
        return switch (more % 10) {
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
            default -> TestRecords.retryable("http-503");
        };
    }

    private static void toolEnds(AgentWorld world, int more) {
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

    private static void cancel(AgentWorld world, String id, int more) {
        if (more % 6 == 0) {
            world.happens(new Commanded(TestRecords.cancel(id)));
        }
    }

    /** An outcome that nobody asked for. */
    private void strayOutcome(AgentWorld world, String id, int more) {
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
