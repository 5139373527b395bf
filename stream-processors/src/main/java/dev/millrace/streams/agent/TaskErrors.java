package dev.millrace.streams.agent;

import dev.millrace.Failure;
import dev.millrace.TaskCommand;
import dev.millrace.TaskError;
import dev.millrace.Timeout;

/** Why tasks do not complete, in words for their owners. */
final class TaskErrors {

    static final String DEADLINE = "deadline";
    static final String STEP_TIMEOUT = "step-timeout";
    static final String BUDGET = "budget";
    static final String MAX_STEPS = "max-steps";

    private static final int MAX_TYPE = 100;
    private static final int MAX_DETAIL = 1_000;

    private TaskErrors() {}

    static String typeOf(Failure failure) {
        return failure.getType().isBlank() ? "model" : Texts.cut(failure.getType(), MAX_TYPE);
    }

    static TaskError of(Failure failure) {
        String title =
                failure.getTitle().isBlank() ? "A step of the task failed" : failure.getTitle();
        return new TaskError(typeOf(failure), title, cut(failure.getDetail()));
    }

    static TaskError deadline(Timeout timeout) {
        return new TaskError(
                DEADLINE,
                "The deadline of the task has passed",
                "The task had not ended by "
                        + timeout.getDueAt()
                        + "; give it a later deadline, or see what it waited for.");
    }

    static TaskError stepTimeout(int step, int attempt, long timeoutMs) {
        return new TaskError(
                STEP_TIMEOUT,
                "A step of the task did not end in time",
                "Step "
                        + step
                        + " had no outcome after attempt "
                        + attempt
                        + ", each of at most "
                        + timeoutMs
                        + " ms; see whether executors run, or give the agent a longer step"
                        + " timeout.");
    }

    static TaskError maxSteps(int maxSteps) {
        return new TaskError(
                MAX_STEPS,
                "The task needs more steps than its agent may take",
                "The agent may take "
                        + maxSteps
                        + " steps and had no answer by then; give it more, or a simpler task.");
    }

    static TaskError budget(long maximum, long spent, long reserved, long needed) {
        return new TaskError(
                BUDGET,
                "The task may not cost more",
                "At most "
                        + maximum
                        + " micro-USD are allowed, "
                        + spent
                        + " are spent, "
                        + reserved
                        + " set aside for calls under way, and the next call may cost "
                        + needed
                        + ".");
    }

    static TaskError contextTooLong(long bytes, long maximum) {
        return new TaskError(
                "context-too-long",
                "The conversation has become too long",
                "It has " + bytes + " bytes; at most " + maximum + " are possible.");
    }

    static TaskError callsTooLong(long bytes, long maximum) {
        return new TaskError(
                "tool-calls-too-long",
                "The model's calls of the caller's tools are too long",
                "They have "
                        + bytes
                        + " bytes; at most "
                        + maximum
                        + " are possible. Let the tools take shorter parameters.");
    }

    static TaskError canceled(TaskCommand command) {
        String by = command.getRequestedBy().isBlank() ? "" : " by " + command.getRequestedBy();
        String why = command.getReason().isBlank() ? "" : ": " + command.getReason();
        return new TaskError("canceled", "The task was canceled", cut("Canceled" + by + why));
    }

    static TaskError internal(String detail) {
        return new TaskError("internal", "The task could not be processed", cut(detail));
    }

    private static String cut(String detail) {
        return Texts.cut(detail, MAX_DETAIL);
    }
}
