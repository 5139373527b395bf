package dev.millrace.gateway.audit;

import java.util.Map;

/**
 * Something that was done or refused; holds neither secrets nor prompts.
 *
 * @param caller who did it
 * @param tenantId whose data it concerns; empty when that is not known
 * @param action what was done
 * @param target to what
 * @param outcome what came of it
 * @param details more, by name
 */
public record AuditEntry(
        Caller caller,
        String tenantId,
        AuditAction action,
        String target,
        AuditOutcome outcome,
        Map<String, String> details) {

    /** The same, which Kafka may not have taken. */
    AuditEntry failed() {
        return new AuditEntry(caller, tenantId, action, target, AuditOutcome.FAILED, details);
    }
}
