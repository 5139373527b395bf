package dev.millrace.gateway.streaming;

import dev.millrace.StepKind;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskState;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TimelineEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What really happened to a task, in order: its events, and the words in the log. */
final class History {

    static final String TASK = "task-1";
    static final String TENANT = "tenant-1";
    static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    /** An event of the task, or words of its models. */
    sealed interface Item {

        record Happened(TimelineEvent event) implements Item {}

        record Said(Words words) implements Item {}
    }

    private final List<Item> items = new ArrayList<>();
    private long sequence;
    private long offset = 100;
    private TaskStatus end;

    List<Item> items() {
        return items;
    }

    /** The task once it has ended. */
    TaskStatus end() {
        return end;
    }

    /** The events of steps, by their sequence numbers. */
    List<Long> steps() {
        return events().filter(event -> event.step() > 0 && !StreamMachine.isEndOfTask(event))
                .map(TimelineEvent::sequence)
                .toList();
    }

    /** The states before the end. */
    List<TaskState> states() {
        return events().filter(event -> !StreamMachine.isEndOfTask(event))
                .map(TimelineEvent::state)
                .distinct()
                .toList();
    }

    private Stream<TimelineEvent> events() {
        return items.stream()
                .filter(Item.Happened.class::isInstance)
                .map(item -> ((Item.Happened) item).event());
    }

    History begun() {
        return event(TaskEventKind.submitted, TaskState.submitted, 0, null)
                .event(TaskEventKind.admitted, TaskState.submitted, 0, null);
    }

    History asked(int step) {
        return event(TaskEventKind.step_requested, TaskState.working, step, null);
    }

    History told(TaskEventKind kind, int step) {
        return event(kind, TaskState.working, step, null);
    }

    History said(int step, int attempt, String callId, int index, String text, boolean last) {
        items.add(
                new Item.Said(
                        new Words(
                                offset++,
                                AT.toEpochMilli(),
                                step,
                                attempt,
                                callId,
                                index,
                                text,
                                last)));
        // Other tasks speak as well.
        offset++;
        return this;
    }

    History answered(int step, int attempt, String callId) {
        return event(
                TaskEventKind.step_completed,
                TaskState.working,
                step,
                decision(StepKind.turn, attempt, callId, null));
    }

    History turnFailed(int step, int attempt, String callId) {
        return event(
                TaskEventKind.step_completed,
                TaskState.working,
                step,
                decision(
                        StepKind.turn,
                        attempt,
                        callId,
                        new TaskStatus.Problem("http-500", "It failed", "")));
    }

    History toolReturned(int step) {
        return event(
                TaskEventKind.step_completed,
                TaskState.working,
                step,
                decision(StepKind.tool, 1, "tool-call", null));
    }

    History completed(int step, String text) {
        event(TaskEventKind.completed, TaskState.completed, step, null);
        end =
                task(
                        TaskState.completed,
                        step,
                        new TaskStatus.Result(text, List.of(), "model", false),
                        null);
        return this;
    }

    History ended(TaskEventKind kind, TaskState state, int step) {
        event(kind, state, step, null);
        end = task(state, step, null, new TaskStatus.Problem("kind", "title", "detail"));
        return this;
    }

    History event(TaskEventKind kind, TaskState state, int step, TimelineEvent.Decision decision) {
        items.add(
                new Item.Happened(
                        new TimelineEvent(
                                sequence++,
                                AT.plusSeconds(sequence),
                                kind,
                                state,
                                step,
                                "",
                                "",
                                null,
                                null,
                                decision)));
        return this;
    }

    private static TimelineEvent.Decision decision(
            StepKind kind, int attempt, String callId, TaskStatus.Problem error) {
        return new TimelineEvent.Decision(
                "agent", callId, kind, 0, attempt, "", "", "answer", "", "", "", error, null, 1,
                AT);
    }

    TaskStatus task(
            TaskState state, int step, TaskStatus.Result result, TaskStatus.Problem problem) {
        return new TaskStatus(
                TASK,
                TENANT,
                "agent",
                state,
                step,
                10,
                AT,
                AT.plusSeconds(sequence),
                sequence - 1,
                result,
                null,
                problem,
                null,
                null);
    }
}
