package dev.millrace.streams.admission;

import dev.millrace.TaskAdmitted;
import dev.millrace.TaskEvent;
import dev.millrace.TaskResult;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;

/** Puts verdicts into bytes before anything is touched, so that nothing fails half done. */
final class AdmissionOutputs {

    /** Room for what the batch, the headers and later stages add to a record. */
    private static final int MARGIN_BYTES = 64 * 1024;

    private static final int MAX_TASK_BYTES = Topic.MAX_RECORD_BYTES - MARGIN_BYTES;

    /** The topics that admission writes to. */
    static final List<Topic<String, ?>> TOPICS =
            List.of(Topics.TASKS_EVENTS, Topics.TASKS_ADMITTED, Topics.TASKS_RESULTS);

    private final Admission admission;
    private final Serializer<TaskEvent> events;
    private final Serializer<TaskAdmitted> tasks;
    private final Serializer<TaskResult> results;

    AdmissionOutputs(Admission admission, EventSerdes serdes) {
        this.admission = admission;
        this.events = serdes.serializer(Topics.TASKS_EVENTS);
        this.tasks = serdes.serializer(Topics.TASKS_ADMITTED);
        this.results = serdes.serializer(Topics.TASKS_RESULTS);
    }

    /**
     * A record to write.
     *
     * @param sink the name of the node that writes it
     */
    record Output(String sink, Bytes value) {}

    /** The verdict that counts and its records. */
    record Written(Verdict verdict, List<Output> outputs) {}

    /** The name of the node that writes to a topic. */
    static String sink(Topic<String, ?> topic) {
        return "admission-" + topic.name().substring(topic.name().lastIndexOf('.') + 1) + "-sink";
    }

    /** The records of a verdict; a task that would be too large is rejected instead. */
    Written write(FoundRequest found, Verdict verdict, Instant now) {
        return switch (verdict) {
            case Verdict.Rejected rejected ->
                    new Written(
                            rejected,
                            List.of(
                                    output(Topics.TASKS_EVENTS, event(rejected)),
                                    output(
                                            Topics.TASKS_RESULTS,
                                            results.serialize(
                                                    Topics.TASKS_RESULTS.name(),
                                                    rejected.result()))));
            case Verdict.Admitted admitted -> {
                byte[] task = tasks.serialize(Topics.TASKS_ADMITTED.name(), admitted.task());
                yield task.length > MAX_TASK_BYTES
                        ? write(
                                found,
                                admission.tooLarge(found, now, task.length, MAX_TASK_BYTES),
                                now)
                        : new Written(
                                admitted,
                                List.of(
                                        output(Topics.TASKS_EVENTS, event(admitted)),
                                        output(Topics.TASKS_ADMITTED, task)));
            }
        };
    }

    private byte[] event(Verdict verdict) {
        return events.serialize(Topics.TASKS_EVENTS.name(), verdict.event());
    }

    private static Output output(Topic<String, ?> topic, byte[] value) {
        return new Output(sink(topic), Bytes.wrap(value));
    }
}
