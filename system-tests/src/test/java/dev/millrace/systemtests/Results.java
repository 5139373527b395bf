package dev.millrace.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The results topic as a consumer sees it. */
final class Results implements AutoCloseable {

    private final RecordedTopic<TaskResult> topic;

    Results(Pipeline pipeline) {
        topic = pipeline.recorded(Topics.TASKS_RESULTS);
    }

    /** Waits until each of these tasks has a result; fails if one has more than one. */
    Map<String, TaskResult> awaitAll(Collection<String> tasks, Duration patience) {
        await().atMost(patience)
                .pollInterval(Duration.ofMillis(300))
                .untilAsserted(() -> assertThat(byTask().keySet()).containsAll(tasks));
        Map<String, List<ConsumerRecord<String, TaskResult>>> byTask = byTask();
        assertThat(tasks).allSatisfy(task -> assertThat(byTask.get(task)).as(task).hasSize(1));
        return tasks.stream()
                .collect(
                        Collectors.toMap(
                                task -> task, task -> byTask.get(task).getFirst().value()));
    }

    long count(String task) {
        return topic.read().stream().filter(result -> task.equals(result.key())).count();
    }

    /** When the results of these tasks were written, those of failed ones excepted. */
    List<Instant> completions(Collection<String> tasks) {
        List<Instant> times = new ArrayList<>();
        for (ConsumerRecord<String, TaskResult> result : topic.read()) {
            if (tasks.contains(result.key()) && result.value().getState() == TaskState.completed) {
                times.add(Instant.ofEpochMilli(result.timestamp()));
            }
        }
        return times.stream().sorted().toList();
    }

    private Map<String, List<ConsumerRecord<String, TaskResult>>> byTask() {
        return topic.read().stream().collect(Collectors.groupingBy(ConsumerRecord::key));
    }

    @Override
    public void close() {
        topic.close();
    }
}
