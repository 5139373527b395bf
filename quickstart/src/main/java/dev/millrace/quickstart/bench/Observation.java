package dev.millrace.quickstart.bench;

import dev.millrace.TaskRequested;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.schemas.Topics;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Watches the topics of the pipeline and takes the times of each task. Results have a consumer of
 * their own, so that the moment at which one is seen does not depend on the other topics.
 */
final class Observation implements AutoCloseable {

    private static final Map<String, Stage> STAGES =
            Map.of(
                    Topics.TASKS_ADMITTED.name(), Stage.ADMITTED,
                    Topics.TURNS_REQUESTED_HIGH.name(), Stage.DISPATCHED,
                    Topics.TURNS_REQUESTED_NORMAL.name(), Stage.DISPATCHED,
                    Topics.TURNS_REQUESTED_LOW.name(), Stage.DISPATCHED,
                    Topics.STEPS_COMPLETED.name(), Stage.STEP_COMPLETED);

    private final Timelines timelines;
    private final Deserializer<TaskRequested> requests;
    private final Deserializer<TaskResult> results;
    private final Consumer<String> whenResultSeen;
    private final TopicWatcher resultWatcher;
    private final TopicWatcher stageWatcher;

    Observation(
            String bootstrapServers,
            EventSerdes serdes,
            Timelines timelines,
            Consumer<String> whenResultSeen) {
        this.timelines = timelines;
        this.requests = serdes.deserializer(Topics.TASKS_REQUESTED);
        this.results = serdes.deserializer(Topics.TASKS_RESULTS);
        this.whenResultSeen = whenResultSeen;
        this.resultWatcher =
                TopicWatcher.start(
                        bootstrapServers, List.of(Topics.TASKS_RESULTS), this::resultSeen);
        this.stageWatcher =
                TopicWatcher.start(
                        bootstrapServers,
                        List.of(
                                Topics.TASKS_REQUESTED,
                                Topics.TASKS_ADMITTED,
                                Topics.TURNS_REQUESTED_HIGH,
                                Topics.TURNS_REQUESTED_NORMAL,
                                Topics.TURNS_REQUESTED_LOW,
                                Topics.STEPS_COMPLETED),
                        this::stageSeen);
    }

    @Override
    public void close() {
        resultWatcher.close();
        stageWatcher.close();
    }

    private void resultSeen(ConsumerRecord<String, byte[]> record, long now) {
        timelines.reached(record.key(), Stage.RESULT, record.timestamp());
        timelines.reached(record.key(), Stage.SEEN, now);
        if (results.deserialize(record.topic(), record.value()).getState() != TaskState.completed) {
            timelines.failed();
        }
        whenResultSeen.accept(record.key());
    }

    private void stageSeen(ConsumerRecord<String, byte[]> record, long now) {
        Stage stage = STAGES.get(record.topic());
        if (stage != null) {
            timelines.reached(record.key(), stage, record.timestamp());
            return;
        }
        // Requests are keyed by tenant; which task one is for stands in its value.
        String task = requests.deserialize(record.topic(), record.value()).getTaskId();
        if (task != null) {
            timelines.reached(task, Stage.REQUESTED, record.timestamp());
        }
    }
}
