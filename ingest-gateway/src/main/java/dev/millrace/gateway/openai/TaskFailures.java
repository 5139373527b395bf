package dev.millrace.gateway.openai;

import dev.millrace.TaskState;
import dev.millrace.gateway.http.OpenAiError;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.gateway.http.ProblemType;
import dev.millrace.gateway.view.TaskStatus;
import java.util.List;

/** Tells of tasks that ended without an answer. */
final class TaskFailures {

    private static final String DEADLINE = "deadline";

    private TaskFailures() {}

    static ProblemException exception(TaskStatus task) {
        return new ProblemException(type(task), message(task), List.of(), code(task));
    }

    static OpenAiError error(TaskStatus task) {
        return OpenAiError.of(type(task), message(task), List.of(), code(task));
    }

    /** For people. */
    static String message(TaskStatus task) {
        TaskStatus.Problem problem = task.error();
        if (problem == null) {
            return type(task).title() + ".";
        }
        return problem.detail().isEmpty()
                ? problem.title()
                : problem.title() + ": " + problem.detail();
    }

    private static ProblemType type(TaskStatus task) {
        if (task.state() == TaskState.rejected) {
            return ProblemType.TASK_REJECTED;
        }
        if (task.state() == TaskState.canceled) {
            return ProblemType.TASK_CANCELED;
        }
        return task.error() != null && task.error().type().equals(DEADLINE)
                ? ProblemType.TASK_TIMED_OUT
                : ProblemType.TASK_FAILED;
    }

    private static String code(TaskStatus task) {
        TaskStatus.Problem problem = task.error();
        return (problem == null ? task.state().name() : problem.type()).replace('-', '_');
    }
}
