package dev.millrace.gateway.openai;

import dev.millrace.eventruntime.TaskLog;
import dev.millrace.gateway.audit.AuditAction;
import dev.millrace.gateway.audit.AuditEntry;
import dev.millrace.gateway.audit.AuditOutcome;
import dev.millrace.gateway.audit.AuditTrail;
import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.submission.TaskCommands;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends tasks, and writes down who did. Thread-safe. */
final class Withdrawal {

    private static final Logger LOG = LoggerFactory.getLogger(Withdrawal.class);

    private final TaskCommands commands;
    private final AuditTrail audit;

    Withdrawal(TaskCommands commands, AuditTrail audit) {
        this.commands = commands;
        this.audit = audit;
    }

    /** Ends a task by order of its owner. */
    void cancel(Caller caller, String taskId) {
        audit.before(entry(caller, taskId, Map.of()), () -> order(caller, taskId, ""));
    }

    /** Ends a task that nobody waits for any more; if that fails it just runs to its end. */
    void abandon(Caller caller, String taskId, String reason) {
        try {
            order(caller, taskId, reason);
            audit.note(entry(caller, taskId, Map.of("reason", reason)));
        } catch (RuntimeException e) {
            try (TaskLog _ = TaskLog.of(taskId, caller.identity().tenantId(), (String) null)) {
                LOG.warn("Task {} was abandoned and could not be canceled", taskId, e);
            }
        }
    }

    private void order(Caller caller, String taskId, String reason) {
        commands.cancel(taskId, caller.identity().tenantId(), caller.actor(), reason);
    }

    private static AuditEntry entry(Caller caller, String taskId, Map<String, String> details) {
        return new AuditEntry(
                caller,
                caller.identity().tenantId(),
                AuditAction.TASK_CANCEL,
                taskId,
                AuditOutcome.OK,
                details);
    }
}
