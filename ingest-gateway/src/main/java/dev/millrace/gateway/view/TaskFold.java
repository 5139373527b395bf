package dev.millrace.gateway.view;

import dev.millrace.TaskError;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an event or a result changes about a task. Order and repetition do not matter: the sequence
 * number decides, and an ended task stays ended.
 */
final class TaskFold {

    private TaskFold() {}

    /** What became of a record. */
    sealed interface Folded {

        /** The task is different now. */
        record Changed(TaskStatus task) implements Folded {}

        /** The record says nothing new. */
        record Stale() implements Folded {}

        /** The record is of another tenant than the task. */
        record ForeignTenant() implements Folded {}
    }

    static Folded event(@Nullable TaskStatus present, TaskEvent event) {
        if (present == null) {
            return new Folded.Changed(first(event));
        }
        if (!present.tenantId().equals(event.getTenantId())) {
            return new Folded.ForeignTenant();
        }
        if (event.getKind() == TaskEventKind.redriven) {
            return changed(present, redriven(present, event));
        }
        if (present.request().isEmpty() && !event.getRequest().isEmpty()) {
            present = present.withRequest(event.getRequest());
            return orElse(event(present, event), present);
        }
        boolean older = event.getSequence() < present.sequence();
        boolean backwards = present.hasEnded() && !TaskStatus.isEnd(event.getState());
        if (older || backwards) {
            return new Folded.Stale();
        }
        return changed(present, next(present, event));
    }

    static Folded result(@Nullable TaskStatus present, TaskResult result) {
        if (present == null) {
            return new Folded.Changed(first(result));
        }
        if (!present.tenantId().equals(result.getTenantId())) {
            return new Folded.ForeignTenant();
        }
        boolean older = result.getSequence() < present.sequence();
        if (older && present.hasEnded() && present.result() != null) {
            return new Folded.Stale();
        }
        return changed(present, next(present, result));
    }

    /** A late event may still tell what was asked for. */
    private static Folded orElse(Folded folded, TaskStatus present) {
        return folded instanceof Folded.Stale ? new Folded.Changed(present) : folded;
    }

    private static Folded changed(TaskStatus present, TaskStatus next) {
        return next.equals(present) ? new Folded.Stale() : new Folded.Changed(next);
    }

    private static TaskStatus first(TaskEvent event) {
        return new TaskStatus(
                event.getTaskId(),
                event.getTenantId(),
                event.getAgent(),
                event.getState() == TaskState.completed ? TaskState.working : event.getState(),
                event.getStep(),
                event.getMaxSteps(),
                orElse(event.getSubmittedAt(), event.getAt()),
                event.getAt(),
                event.getSequence(),
                null,
                TaskContent.usage(event.getUsage()),
                error(event.getState(), event.getError(), null),
                event.getRedriveOf(),
                event.getRedrivenAs(),
                event.getRequest());
    }

    private static TaskStatus next(TaskStatus present, TaskEvent event) {
        TaskState state = shown(present, event.getState());
        TaskStatus.Usage usage = TaskContent.usage(event.getUsage());
        return new TaskStatus(
                present.id(),
                present.tenantId(),
                event.getAgent(),
                state,
                Math.max(present.step(), event.getStep()),
                Math.max(present.maxSteps(), event.getMaxSteps()),
                present.createdAt(),
                later(present.updatedAt(), event.getAt()),
                event.getSequence(),
                present.result(),
                usage == null ? present.usage() : usage,
                error(state, event.getError(), present.error()),
                orElse(event.getRedriveOf(), present.redriveOf()),
                present.redrivenAs(),
                present.request());
    }

    /** Another run is another task: this one stays as it ended. */
    private static TaskStatus redriven(TaskStatus present, TaskEvent event) {
        return new TaskStatus(
                present.id(),
                present.tenantId(),
                present.agent(),
                present.state(),
                present.step(),
                present.maxSteps(),
                present.createdAt(),
                later(present.updatedAt(), event.getAt()),
                Math.max(present.sequence(), event.getSequence()),
                present.result(),
                present.usage(),
                present.error(),
                present.redriveOf(),
                orElse(event.getRedrivenAs(), present.redrivenAs()),
                present.request());
    }

    private static TaskState shown(TaskStatus present, TaskState told) {
        return switch (told) {
            // A state that only a newer writer knows changes nothing that we could show.
            case unknown -> present.state();
            // The result comes on a topic of its own; who sees a task completed must see its
            // answer.
            case completed -> present.result() == null ? present.state() : told;
            case submitted, working, input_required, failed, canceled, rejected -> told;
        };
    }

    private static TaskStatus first(TaskResult result) {
        return new TaskStatus(
                result.getTaskId(),
                result.getTenantId(),
                result.getAgent(),
                result.getState(),
                0,
                0,
                orElse(result.getSubmittedAt(), result.getCompletedAt()),
                result.getCompletedAt(),
                result.getSequence(),
                TaskContent.result(result),
                TaskContent.usage(result.getUsage()),
                error(result.getState(), result.getError(), null),
                result.getRedriveOf(),
                null);
    }

    private static TaskStatus next(TaskStatus present, TaskResult result) {
        return new TaskStatus(
                present.id(),
                present.tenantId(),
                result.getAgent(),
                result.getState(),
                present.step(),
                present.maxSteps(),
                present.createdAt(),
                later(present.updatedAt(), result.getCompletedAt()),
                Math.max(present.sequence(), result.getSequence()),
                TaskContent.result(result),
                TaskContent.usage(result.getUsage()),
                error(result.getState(), result.getError(), present.error()),
                orElse(result.getRedriveOf(), present.redriveOf()),
                present.redrivenAs(),
                present.request());
    }

    private static TaskStatus.@Nullable Problem error(
            TaskState state, @Nullable TaskError error, TaskStatus.@Nullable Problem present) {
        if (!TaskStatus.isEnd(state) || state == TaskState.completed) {
            return null;
        }
        return error == null ? present : TaskContent.problem(error);
    }

    private static Instant orElse(Instant time, Instant other) {
        return time.toEpochMilli() == 0 ? other : time;
    }

    private static @Nullable String orElse(@Nullable String one, @Nullable String other) {
        return one == null ? other : one;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
