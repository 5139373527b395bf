package dev.millrace.gateway.intake;

import dev.millrace.gateway.audit.AuditAction;
import dev.millrace.gateway.audit.AuditEntry;
import dev.millrace.gateway.audit.AuditOutcome;
import dev.millrace.gateway.audit.AuditTrail;
import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.submission.TaskIds;
import dev.millrace.gateway.submission.TaskSubmissions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** Takes tasks that keep the rules, once every gate has let them pass. Thread-safe. */
public final class TaskReception {

    private final List<IntakeGate> gates;
    private final TaskIds ids;
    private final Clock clock;
    private final TaskSubmissions submissions;
    private final AuditTrail audit;

    public TaskReception(
            List<IntakeGate> gates,
            TaskIds ids,
            Clock clock,
            TaskSubmissions submissions,
            AuditTrail audit) {
        this.gates = List.copyOf(gates);
        this.ids = ids;
        this.clock = clock;
        this.submissions = submissions;
        this.audit = audit;
    }

    /**
     * Takes a task; it cannot be lost once this returns.
     *
     * @throws RefusedException if a gate does not let it pass
     */
    public Received receive(IntakeRequest request) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        NewTask task = request.toTask(ids.next(), now);
        for (IntakeGate gate : gates) {
            task = gate.pass(task, request.caller());
        }
        submissions.submit(task, request.trace().toString());
        audit.note(entry(task, request.caller()));
        return new Received(task, false);
    }

    private static AuditEntry entry(NewTask task, Caller caller) {
        return new AuditEntry(
                caller,
                task.tenantId(),
                AuditAction.TASK_SUBMIT,
                task.id(),
                AuditOutcome.OK,
                Map.of("agent", task.agent()));
    }
}
