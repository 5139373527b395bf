package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.StepCompleted;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.devstack.Ports;
import dev.millrace.schemas.Topics;
import dev.millrace.simulatedllm.SimulationConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Every task ends in time, and what was paid for in time still counts. */
@Order(8)
class DeadlineIT {

    /** As the agent has it. */
    private static final Duration DEADLINE = Duration.ofSeconds(8);

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final SimulationConfig QUICK =
            SimulationConfig.DEFAULT.withLatency(Duration.ofMillis(50));

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final TaskClient CLIENT = PIPELINE.client();
    private static final Results RESULTS = new Results(PIPELINE);

    @AfterAll
    static void close() {
        PIPELINE.model().configure(QUICK);
        RESULTS.close();
        CLIENT.close();
    }

    @Test
    void aTaskPastItsDeadlineFailsAndItsCallIsBrokenOff() throws Exception {
        String task = running(Duration.ofSeconds(60));

        assertPastItsDeadline(task);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(PIPELINE.model().stats().abandoned()).isOne());
    }

    @Test
    void aDeadlineOutlivesTheProcessThatWatchesIt() throws Exception {
        String task = running(Duration.ofSeconds(60));
        PIPELINE.kill(Ports.STREAM_PROCESSORS);

        assertPastItsDeadline(task);
    }

    @Test
    void anAnswerThatWasPaidInTimeWinsAgainstTheDeadlineThatPassedMeanwhile() throws Exception {
        String task = running(Duration.ofSeconds(3));
        PIPELINE.stop(Ports.STREAM_PROCESSORS);
        try (RecordedTopic<StepCompleted> outcomes = PIPELINE.recorded(Topics.STEPS_COMPLETED)) {
            await().atMost(PATIENCE)
                    .until(() -> outcomes.read().stream().anyMatch(o -> task.equals(o.key())));
            Thread.sleep(DEADLINE);
        } finally {
            PIPELINE.start(Ports.STREAM_PROCESSORS);
        }

        TaskResult result = RESULTS.awaitAll(List.of(task), PATIENCE).get(task);
        assertThat(result.getState()).as(result.toString()).isEqualTo(TaskState.completed);
    }

    @Test
    void withoutExecutorsNothingWorksForEver() throws Exception {
        PIPELINE.model().configure(QUICK);
        PIPELINE.stop(Ports.LLM_EXECUTOR);
        List<String> tasks = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                tasks.add(CLIENT.start("hasty", "Is anybody there?"));
            }
            tasks.forEach(DeadlineIT::assertPastItsDeadline);
        } finally {
            PIPELINE.start(Ports.LLM_EXECUTOR);
        }
        // What it finds in its topics is too late, and changes nothing.
        String after = CLIENT.start("hasty", "And now?");
        TaskResult result = RESULTS.awaitAll(List.of(after), PATIENCE).get(after);
        assertThat(result.getState()).as(result.toString()).isEqualTo(TaskState.completed);
        RESULTS.awaitAll(tasks, PATIENCE);
    }

    /** A task whose model call is in flight. */
    private static String running(Duration latency) throws Exception {
        PIPELINE.model().configure(QUICK.withLatency(latency));
        PIPELINE.model().resetStats();
        String task = CLIENT.start("hasty", "How long do I have?");
        await().atMost(PATIENCE).until(() -> PIPELINE.model().stats().calls() == 1);
        return task;
    }

    private static void assertPastItsDeadline(String task) {
        TaskResult result = RESULTS.awaitAll(List.of(task), PATIENCE).get(task);
        assertThat(result.getState()).as(result.toString()).isEqualTo(TaskState.failed);
        assertThat(result.getError().getType()).isEqualTo("deadline");
        Instant due = result.getSubmittedAt().plus(DEADLINE);
        assertThat(result.getCompletedAt()).isAfterOrEqualTo(due);
    }
}
