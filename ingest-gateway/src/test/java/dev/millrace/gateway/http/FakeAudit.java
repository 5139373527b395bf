package dev.millrace.gateway.http;

import dev.millrace.gateway.audit.AuditEntry;
import dev.millrace.gateway.audit.AuditTrail;
import dev.millrace.gateway.events.NotAcknowledgedException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what is written down. */
public final class FakeAudit implements AuditTrail {

    private final List<AuditEntry> entries = new CopyOnWriteArrayList<>();
    private final List<AuditEntry> notes = new CopyOnWriteArrayList<>();

    private volatile boolean away;

    /** Whether nothing can be written down from now on, but in passing. */
    public void setAway(boolean value) {
        away = value;
    }

    @Override
    public void add(AuditEntry entry) {
        if (away) {
            throw new NotAcknowledgedException("away", null);
        }
        entries.add(entry);
    }

    @Override
    public void note(AuditEntry entry) {
        notes.add(entry);
    }

    /** What was waited for. */
    public List<AuditEntry> entries() {
        return entries;
    }

    /** What was written down in passing. */
    public List<AuditEntry> notes() {
        return notes;
    }
}
