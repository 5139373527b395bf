package dev.millrace.systemtests;

import dev.millrace.Failure;
import dev.millrace.StepCompleted;
import dev.millrace.StepKind;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.schemas.Topics;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What the topics tell of the steps of some tasks. */
final class StepLog {

    /** A piece of work: a turn, or one tool call of a step. */
    record Work(String task, int step, StepKind kind, int call) {}

    private final List<TaskEvent> events;
    private final List<StepCompleted> outcomes;
    private final List<ConsumerRecord<String, StepCompleted>> calls;

    private StepLog(List<TaskEvent> events, List<ConsumerRecord<String, StepCompleted>> outcomes) {
        this.events = events;
        this.outcomes = outcomes.stream().map(ConsumerRecord::value).toList();
        this.calls =
                outcomes.stream()
                        .filter(outcome -> !outcome.value().getCallId().isEmpty())
                        .toList();
    }

    static StepLog read(Pipeline pipeline, Collection<String> tasks) {
        Set<String> wanted = new HashSet<>(tasks);
        try (RecordedTopic<TaskEvent> events = pipeline.recorded(Topics.TASKS_EVENTS);
                RecordedTopic<StepCompleted> outcomes = pipeline.recorded(Topics.STEPS_COMPLETED)) {
            return new StepLog(
                    events.read().stream()
                            .map(ConsumerRecord::value)
                            .filter(event -> wanted.contains(event.getTaskId()))
                            .toList(),
                    outcomes.read().stream()
                            .filter(outcome -> wanted.contains(outcome.value().getTaskId()))
                            .toList());
        }
    }

    List<TaskEvent> events() {
        return events;
    }

    /** How often each piece of work was told to have ended; once is right. */
    Map<Work, Long> ends() {
        return events.stream()
                .filter(StepLog::endsWork)
                .collect(Collectors.groupingBy(StepLog::work, Collectors.counting()));
    }

    /** Calls that began when their piece of work had ended already. */
    List<StepCompleted> callsOfFinishedWork() {
        Map<Work, Instant> finished = new HashMap<>();
        events.stream()
                .filter(StepLog::endsWork)
                .forEach(
                        event ->
                                finished.merge(
                                        work(event),
                                        event.getAt(),
                                        (a, b) -> a.isBefore(b) ? a : b));
        return outcomes.stream()
                .filter(outcome -> !outcome.getCallId().isEmpty())
                .filter(
                        outcome ->
                                outcome.getStartedAt()
                                        .isAfter(finished.getOrDefault(work(outcome), Instant.MAX)))
                .toList();
    }

    /** Calls that began when an outcome of the same work was on its topic already. */
    List<StepCompleted> callsOfReportedWork() {
        Map<Work, Instant> reported = new HashMap<>();
        calls.forEach(
                call ->
                        reported.merge(
                                work(call.value()),
                                Instant.ofEpochMilli(call.timestamp()),
                                (a, b) -> a.isBefore(b) ? a : b));
        return calls.stream()
                .map(ConsumerRecord::value)
                .filter(call -> call.getStartedAt().isAfter(reported.get(work(call))))
                .toList();
    }

    /** How many outcomes of model calls were on their topic at a time. */
    long turnsReportedBy(Instant time) {
        return calls.stream()
                .filter(call -> call.value().getKind() == StepKind.turn)
                .filter(call -> !Instant.ofEpochMilli(call.timestamp()).isAfter(time))
                .count();
    }

    /**
     * The most calls that any turn has had, those that an open breaker held back not counted: they
     * never were.
     */
    long mostCallsOfATurn() {
        return outcomes.stream()
                .filter(outcome -> outcome.getKind() == StepKind.turn)
                .filter(outcome -> !outcome.getCallId().isEmpty())
                .filter(outcome -> !isHeldBack(outcome))
                .collect(
                        Collectors.groupingBy(
                                StepLog::work,
                                Collectors.mapping(
                                        StepCompleted::getCallId,
                                        Collectors.collectingAndThen(
                                                Collectors.toSet(), Set::size))))
                .values()
                .stream()
                .mapToLong(Integer::longValue)
                .max()
                .orElse(0);
    }

    private static boolean isHeldBack(StepCompleted outcome) {
        return outcome.getResult() instanceof Failure failure
                && failure.getType().equals("breaker-open");
    }

    private static boolean endsWork(TaskEvent event) {
        return event.getKind() == TaskEventKind.step_completed && event.getDecision() != null;
    }

    private static Work work(TaskEvent event) {
        return new Work(
                event.getTaskId(),
                event.getStep(),
                event.getDecision().getKind(),
                event.getDecision().getCall());
    }

    private static Work work(StepCompleted outcome) {
        return new Work(
                outcome.getTaskId(), outcome.getStep(), outcome.getKind(), outcome.getCall());
    }
}
