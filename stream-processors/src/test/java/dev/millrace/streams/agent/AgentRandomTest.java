package dev.millrace.streams.agent;

import static dev.millrace.streams.agent.TestRecords.DEADLINE;
import static dev.millrace.streams.agent.TestRecords.anAnswer;
import static dev.millrace.streams.agent.TestRecords.batch;
import static dev.millrace.streams.agent.TestRecords.failedBatch;
import static dev.millrace.streams.agent.TestRecords.failure;
import static dev.millrace.streams.agent.TestRecords.step;
import static dev.millrace.streams.agent.TestRecords.task;
import static dev.millrace.streams.agent.TestRecords.taskWithDocument;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TaskEvent;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.TurnRequested;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever comes, in whatever order: what holds for every task. */
class AgentRandomTest {

    private static final int TASKS = 60;
    private static final Set<TaskState> TERMINAL = Set.of(TaskState.completed, TaskState.failed);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void everyTaskEndsOnceWithRisingSequence(int seed) {
        Random random = new Random(seed);
        try (AgentDriver agent = new AgentDriver()) {
            Set<String> admitted = new HashSet<>();
            List<Runnable> happenings = new ArrayList<>();
            for (int n = 0; n < TASKS; n++) {
                happenings.addAll(happenings(agent, "task|" + n, random, admitted));
            }
            Collections.shuffle(happenings, random);
            for (Runnable happening : happenings) {
                happening.run();
                if (random.nextInt(20) == 0) {
                    agent.pass(Duration.ofSeconds(random.nextInt(20)));
                }
            }
            agent.passInSteps(DEADLINE.plusMinutes(1), Duration.ofSeconds(30));

            checkEvents(agent.events(), agent.results(), admitted);
            assertThat(agent.turns())
                    .extracting(TurnRequested::getTaskId)
                    .doesNotHaveDuplicates()
                    .isSubsetOf(admitted);
            agent.passInSteps(Duration.ofMinutes(11), Duration.ofSeconds(30));
            assertThat(agent.stored()).isEmpty();
            assertThat(agent.results()).isEmpty();
        }
    }

    private static List<Runnable> happenings(
            AgentDriver agent, String id, Random random, Set<String> admitted) {
        List<Runnable> happenings = new ArrayList<>();
        boolean documents = random.nextBoolean();
        for (int times = random.nextInt(4); times > 0; times--) {
            happenings.add(
                    () -> {
                        admitted.add(id);
                        agent.admit((documents ? taskWithDocument(id) : task(id)).build());
                    });
        }
        int batches = documents ? 1 + random.nextInt(5) : 0;
        for (int n = 0; n < batches; n++) {
            int batch = n;
            for (int times = random.nextInt(8); times > 0; times -= 2) {
                happenings.add(
                        () ->
                                agent.score(
                                        random.nextInt(30) == 0
                                                ? failedBatch(id, batch)
                                                : batch(
                                                        id,
                                                        batch,
                                                        batch == batches - 1,
                                                        List.of())));
            }
        }
        if (random.nextInt(15) == 0) {
            happenings.add(() -> agent.score(batch(id, -1, false, List.of())));
        }
        for (int times = random.nextInt(3); times > 0; times--) {
            int step = random.nextInt(4) == 0 ? random.nextInt(3) : 1;
            int attempt = random.nextInt(5) == 0 ? 2 : 1;
            Object result = random.nextInt(3) == 0 ? failure("http-500") : anAnswer();
            happenings.add(() -> agent.complete(step(id, step, attempt, result)));
        }
        return happenings;
    }

    private static void checkEvents(
            List<TaskEvent> events, List<TaskResult> results, Set<String> admitted) {
        assertThat(results)
                .extracting(TaskResult::getTaskId)
                .containsExactlyInAnyOrderElementsOf(admitted);
        Map<String, TaskEvent> last = new HashMap<>();
        for (TaskEvent event : events) {
            TaskEvent before = last.put(event.getTaskId(), event);
            assertThat(event.getSequence())
                    .isEqualTo(before == null ? 2 : before.getSequence() + 1);
            assertThat(event.getState())
                    .isIn(TaskState.working, TaskState.completed, TaskState.failed);
            if (before != null) {
                assertThat(before.getState()).isEqualTo(TaskState.working);
                assertThat(event.getStep()).isGreaterThanOrEqualTo(before.getStep());
            }
        }
        for (TaskResult result : results) {
            TaskEvent end = last.get(result.getTaskId());
            assertThat(end.getSequence()).isEqualTo(result.getSequence());
            assertThat(end.getState()).isEqualTo(result.getState()).isIn(TERMINAL);
        }
    }
}
