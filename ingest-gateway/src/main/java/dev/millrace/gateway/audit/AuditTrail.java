package dev.millrace.gateway.audit;

/** Where it is written down who did what. */
public interface AuditTrail {

    /** Writes an entry down; returns once it can no longer be lost. */
    void add(AuditEntry entry);

    /**
     * Writes an entry down and then does what it tells, so that nothing is done without an entry;
     * if it fails, one more entry says so.
     */
    default void before(AuditEntry entry, Runnable action) {
        add(entry);
        try {
            action.run();
        } catch (RuntimeException e) {
            note(entry.failed());
            throw e;
        }
    }

    /**
     * Writes an entry down soon, without keeping the caller: it is lost when the process is killed
     * first, or when Kafka is away for so long that no more entries can wait.
     */
    void note(AuditEntry entry);
}
