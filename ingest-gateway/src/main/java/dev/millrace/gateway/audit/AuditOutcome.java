package dev.millrace.gateway.audit;

import java.util.Locale;

/** What came of an action. */
public enum AuditOutcome {
    OK,
    REFUSED,
    FAILED;

    /** The name in records. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
