package dev.millrace.gateway.intake;

import dev.millrace.gateway.audit.AuditAction;
import dev.millrace.gateway.audit.AuditEntry;
import dev.millrace.gateway.audit.AuditOutcome;
import dev.millrace.gateway.audit.AuditTrail;
import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.submission.TaskSubmissions;
import java.util.List;
import java.util.Map;

/** Where tasks go once every gate has let them pass. Thread-safe. */
final class GatedSubmissions {

    private final List<IntakeGate> gates;
    private final TaskSubmissions submissions;
    private final AuditTrail audit;

    GatedSubmissions(List<IntakeGate> gates, TaskSubmissions submissions, AuditTrail audit) {
        this.gates = List.copyOf(gates);
        this.submissions = submissions;
        this.audit = audit;
    }

    /**
     * Asks the gates.
     *
     * @return the task, as it goes on
     * @throws RefusedException if one does not let it pass
     */
    NewTask pass(NewTask task, Caller caller) {
        NewTask passing = task;
        for (IntakeGate gate : gates) {
            passing = gate.pass(passing, caller);
        }
        return passing;
    }

    /** Hands over a task that has passed; it cannot be lost once this returns. */
    void submit(NewTask task, IntakeRequest request) {
        submissions.submit(task, request.trace().toString());
        audit.note(
                new AuditEntry(
                        request.caller(),
                        task.tenantId(),
                        AuditAction.TASK_SUBMIT,
                        task.id(),
                        AuditOutcome.OK,
                        Map.of("agent", task.agent())));
    }
}
