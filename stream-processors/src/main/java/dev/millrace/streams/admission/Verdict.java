package dev.millrace.streams.admission;

import dev.millrace.TaskAdmitted;
import dev.millrace.TaskEvent;
import dev.millrace.TaskResult;

/** What becomes of a request, with the records that say so. */
sealed interface Verdict {

    TaskEvent event();

    /** It is a task now. */
    record Admitted(TaskEvent event, TaskAdmitted task) implements Verdict {}

    /** It is turned away; this is its end. */
    record Rejected(TaskEvent event, TaskResult result) implements Verdict {}
}
