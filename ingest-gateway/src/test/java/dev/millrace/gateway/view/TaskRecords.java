package dev.millrace.gateway.view;

import dev.millrace.Citation;
import dev.millrace.TaskError;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.Usage;
import java.time.Instant;
import java.util.List;

/** Events and results of one task, as the pipeline writes them. */
final class TaskRecords {

    static final String TASK = "task-1";
    static final String TENANT = "tenant-1";
    static final Instant SUBMITTED = Instant.parse("2026-11-21T08:00:00Z");

    private TaskRecords() {}

    static TaskEvent submitted() {
        return event(0, TaskEventKind.submitted, TaskState.submitted).build();
    }

    static TaskEvent admitted() {
        return event(1, TaskEventKind.admitted, TaskState.submitted).setMaxSteps(3).build();
    }

    static TaskEvent working() {
        return event(2, TaskEventKind.step_requested, TaskState.working)
                .setStep(1)
                .setMaxSteps(3)
                .build();
    }

    static TaskEvent completed() {
        return event(3, TaskEventKind.completed, TaskState.completed)
                .setStep(1)
                .setMaxSteps(3)
                .build();
    }

    static TaskEvent failed() {
        return event(3, TaskEventKind.failed, TaskState.failed)
                .setError(new TaskError("deadline", "Too late", "The deadline passed."))
                .build();
    }

    static TaskEvent.Builder event(long sequence, TaskEventKind kind, TaskState state) {
        return TaskEvent.newBuilder()
                .setTaskId(TASK)
                .setTenantId(TENANT)
                .setAgent("default")
                .setSequence(sequence)
                .setKind(kind)
                .setState(state)
                .setPrompt("a secret question")
                .setAt(SUBMITTED.plusSeconds(sequence))
                .setSubmittedAt(SUBMITTED);
    }

    static TaskResult.Builder result() {
        return TaskResult.newBuilder()
                .setTaskId(TASK)
                .setTenantId(TENANT)
                .setState(TaskState.completed)
                .setText("An answer [1]")
                .setCitations(List.of(new Citation("a", "a quote", 0.75)))
                .setModel("extractive")
                .setUsage(new Usage(10L, 5L, 1_500L, 0L))
                .setSequence(3)
                .setSubmittedAt(SUBMITTED)
                .setCompletedAt(SUBMITTED.plusSeconds(3))
                .setPrompt("a secret question");
    }
}
