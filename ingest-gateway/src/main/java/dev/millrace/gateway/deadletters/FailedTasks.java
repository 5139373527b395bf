package dev.millrace.gateway.deadletters;

import dev.millrace.TaskAdmitted;
import dev.millrace.eventruntime.DeadLetters;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.gateway.events.EventRecords;
import dev.millrace.gateway.events.RecordWriter;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TaskView;
import dev.millrace.gateway.view.TaskView.Lookup;
import dev.millrace.schemas.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;

/** Runs failed tasks again, as new ones. Thread-safe. */
final class FailedTasks {

    /** On the letter of a failed task: how many documents the task had. */
    static final String DOCUMENTS_HEADER = "millrace.documents";

    private static final String NONE = "0";

    private final LetterLog log;
    private final Deserializer<TaskAdmitted> admitted;
    private final EventRecords records;
    private final RecordWriter kafka;
    private final TaskView view;
    private final Clock clock;

    FailedTasks(LetterLog log, EventSerdes serdes, RecordWriter kafka, TaskView view, Clock clock) {
        this.log = log;
        this.admitted = serdes.deserializer(Topics.TASKS_ADMITTED);
        this.records = new EventRecords(serdes);
        this.kafka = kafka;
        this.view = view;
        this.clock = clock;
    }

    /** What came of it. */
    sealed interface Outcome {

        /** The new task is on its way, now or since an earlier time. */
        record Running(String taskId) implements Outcome {}

        /** It cannot be run again. */
        record Lost(String reason) implements Outcome {}
    }

    Outcome runAgain(ConsumerRecord<byte[], byte[]> letter, LetterId id)
            throws InterruptedException {
        TaskAdmitted told;
        try {
            told = admitted.deserialize(Topics.TASKS_ADMITTED.name(), letter.value());
        } catch (UndecodableRecordException e) {
            return new Outcome.Lost("the letter holds no task: " + e.getMessage());
        }
        Optional<TaskAdmitted> whole = original(letter, told).or(() -> complete(letter, told));
        if (whole.isEmpty()) {
            return new Outcome.Lost(
                    "task %s was admitted too long ago: the record with its documents is gone, and what is left is not the whole task"
                            .formatted(told.getTaskId()));
        }
        String taskId = SecondRuns.taskId(id);
        write(taskId, whole.get(), old(told));
        return new Outcome.Running(taskId);
    }

    /** The task as it was admitted, with its documents. */
    private Optional<TaskAdmitted> original(
            ConsumerRecord<byte[], byte[]> letter, TaskAdmitted told) {
        Optional<Long> partition =
                LetterReader.header(letter, DeadLetters.PARTITION_HEADER)
                        .flatMap(LetterReader::number)
                        .filter(p -> p >= 0 && p < Topics.TASKS_ADMITTED.partitions());
        Optional<Long> offset =
                LetterReader.header(letter, DeadLetters.OFFSET_HEADER)
                        .flatMap(LetterReader::number);
        if (partition.isEmpty() || offset.isEmpty()) {
            return Optional.empty();
        }
        return log.read(
                        new TopicPartition(
                                Topics.TASKS_ADMITTED.name(), partition.get().intValue()),
                        offset.get())
                .flatMap(this::decode)
                .filter(found -> found.getTaskId().equals(told.getTaskId()));
    }

    private Optional<TaskAdmitted> decode(ConsumerRecord<byte[], byte[]> entry) {
        try {
            return Optional.ofNullable(admitted.deserialize(entry.topic(), entry.value()));
        } catch (UndecodableRecordException _) {
            return Optional.empty();
        }
    }

    /** The task in the letter, if nothing was left out of it. */
    private static Optional<TaskAdmitted> complete(
            ConsumerRecord<byte[], byte[]> letter, TaskAdmitted told) {
        boolean hadNone =
                LetterReader.header(letter, DOCUMENTS_HEADER).filter(NONE::equals).isPresent();
        return hadNone || !told.getDocuments().isEmpty() ? Optional.of(told) : Optional.empty();
    }

    /** The failed task, unless the view has forgotten it. */
    private Optional<TaskStatus> old(TaskAdmitted task) throws InterruptedException {
        return switch (view.find(task.getTenantId(), task.getTaskId(), Duration.ZERO)) {
            case Lookup.Found(var status) -> Optional.of(status);
            case Lookup.Unknown() -> Optional.empty();
            case Lookup.Unavailable(String reason) ->
                    throw new LettersUnavailableException(reason, null);
        };
    }

    private void write(String taskId, TaskAdmitted task, Optional<TaskStatus> old) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        kafka.write(
                records.of(Topics.TASKS_EVENTS, taskId, SecondRuns.submitted(taskId, task, now)));
        kafka.write(
                records.of(
                        Topics.TASKS_REQUESTED,
                        task.getTenantId(),
                        SecondRuns.requested(taskId, task, now)));
        old.filter(status -> !taskId.equals(status.redrivenAs()))
                .ifPresent(
                        status ->
                                kafka.write(
                                        records.of(
                                                Topics.TASKS_EVENTS,
                                                status.id(),
                                                SecondRuns.redriven(taskId, status, task, now))));
    }
}
