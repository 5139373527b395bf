package dev.millrace.gateway.intake;

import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.submission.NewTask;

/** Something that a task has to pass before it is taken; the gates are asked in Spring's order. */
public interface IntakeGate {

    /**
     * Lets a task pass, or not.
     *
     * @return the task, as it goes on
     * @throws RefusedException if it is not taken, now or ever
     */
    NewTask pass(NewTask task, Caller caller);
}
