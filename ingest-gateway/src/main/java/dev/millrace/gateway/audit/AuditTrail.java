package dev.millrace.gateway.audit;

/** Where it is written down who did what. */
public interface AuditTrail {

    /** Writes an entry down; returns once it can no longer be lost. */
    void add(AuditEntry entry);
}
