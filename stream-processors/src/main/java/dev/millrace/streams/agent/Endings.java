package dev.millrace.streams.agent;

import dev.millrace.TaskCommand;
import dev.millrace.TaskError;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.streams.agent.AgentState.Ended;
import dev.millrace.streams.agent.AgentState.Live;
import dev.millrace.streams.agent.Decision.Moved;

/** The ways in which a task ends: one last event and one result each. */
final class Endings {

    private static final String COMPLETED = "completed";
    private static final String CANCELED = "canceled";

    private Endings() {}

    /**
     * @param running whether a call of the task may still be running
     */
    static Moved completed(Draft draft, int step, LastWord last, boolean running) {
        draft.tell(
                TaskRecords.event(draft.progress(), step, TaskEventKind.completed, draft.now())
                        .setState(TaskState.completed)
                        .setModel(last.model()));
        TaskResult result =
                TaskRecords.result(draft.progress(), step, draft.now())
                        .setState(TaskState.completed)
                        .setText(last.text())
                        .setCitations(last.citations())
                        .setModel(last.model())
                        .setDegraded(last.degraded())
                        .setToolCalls(last.toolCalls())
                        .setFinishReason(last.finishReason())
                        .build();
        return end(draft, result, running, COMPLETED);
    }

    /**
     * @param text what the task had come to; kept in the result
     * @param running whether a call of the task may still be running
     */
    static Moved failed(Draft draft, int step, TaskError error, String text, boolean running) {
        draft.tell(
                TaskRecords.event(draft.progress(), step, TaskEventKind.failed, draft.now())
                        .setState(TaskState.failed)
                        .setError(error));
        TaskResult result =
                TaskRecords.result(draft.progress(), step, draft.now())
                        .setState(TaskState.failed)
                        .setError(error)
                        .setText(text)
                        .build();
        Progress progress = draft.progress();
        draft.emit(
                new Emission.DeadLetter(
                        progress.task(), progress.documents(), progress.place(), error));
        return end(draft, result, running, error.getType());
    }

    static Moved failed(Draft draft, Live live, TaskError error) {
        return failed(draft, live.step(), error, "", true);
    }

    static Moved canceled(Draft draft, int step, TaskCommand command) {
        TaskError reason = TaskErrors.canceled(command);
        draft.tell(
                TaskRecords.event(draft.progress(), step, TaskEventKind.canceled, draft.now())
                        .setState(TaskState.canceled)
                        .setError(reason));
        TaskResult result =
                TaskRecords.result(draft.progress(), step, draft.now())
                        .setState(TaskState.canceled)
                        .setError(reason)
                        .build();
        return end(draft, result, true, CANCELED);
    }

    private static Moved end(Draft draft, TaskResult result, boolean running, String reason) {
        draft.emit(new Emission.Result(result, draft.progress().task().getMaxCostMicroUsd()));
        if (running) {
            draft.emit(
                    new Emission.WorkNotWanted(
                            TaskRecords.notWanted(draft.progress(), reason, draft.now())));
        }
        return draft.to(Ended.of(draft.progress()));
    }
}
