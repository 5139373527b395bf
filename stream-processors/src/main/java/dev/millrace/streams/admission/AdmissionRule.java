package dev.millrace.streams.admission;

import dev.millrace.TaskAdmitted;
import dev.millrace.TaskError;
import java.util.Optional;

/**
 * A reason to turn away a request that is valid: policies, budgets and quotas come in here. Rules
 * are asked in order; the first objection decides. A rule is asked on the partition of the tenant
 * and must neither wait nor call out.
 */
@FunctionalInterface
public interface AdmissionRule {

    /** What speaks against a task, with an error that tells the caller what to do. */
    Optional<TaskError> objectionTo(TaskAdmitted candidate);
}
