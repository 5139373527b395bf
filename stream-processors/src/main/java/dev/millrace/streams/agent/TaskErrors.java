package dev.millrace.streams.agent;

import dev.millrace.Failure;
import dev.millrace.TaskError;
import dev.millrace.Timeout;

/** Why tasks fail, in words for their owners. */
final class TaskErrors {

    private static final int MAX_DETAIL = 1_000;

    private TaskErrors() {}

    static TaskError of(Failure failure) {
        String type = failure.getType().isBlank() ? "model" : failure.getType();
        String title =
                failure.getTitle().isBlank() ? "A step of the task failed" : failure.getTitle();
        return new TaskError(type, title, failure.getDetail());
    }

    static TaskError deadline(Timeout timeout) {
        return new TaskError(
                "deadline",
                "The deadline of the task has passed",
                "The task had not ended by "
                        + timeout.getDueAt()
                        + "; give it a later deadline, or see what it waited for.");
    }

    static TaskError internal(String detail) {
        return new TaskError(
                "internal",
                "The task could not be processed",
                detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL));
    }
}
