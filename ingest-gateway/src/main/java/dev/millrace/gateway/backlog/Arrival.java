package dev.millrace.gateway.backlog;

import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.submission.TaskPriority;

/**
 * What decides about a new task behind which work it would wait.
 *
 * @param priority the lane of its turns
 * @param hasDocuments whether they are cut and compared with the prompt before its first turn
 */
record Arrival(TaskPriority priority, boolean hasDocuments) {

    static Arrival of(NewTask task) {
        return new Arrival(task.priority(), !task.documents().isEmpty());
    }
}
