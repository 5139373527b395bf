package dev.millrace.gateway.audit;

import java.util.Arrays;
import java.util.Optional;

/** What is recorded when it is done. */
public enum AuditAction {
    TASK_CANCEL("task.cancel"),
    DEAD_LETTER_REDRIVE("dead-letter.redrive"),
    DEAD_LETTER_DROP("dead-letter.drop");

    private final String text;

    AuditAction(String text) {
        this.text = text;
    }

    /** The name in records. */
    public String text() {
        return text;
    }

    /** The action that a record names, if it is one of these. */
    public static Optional<AuditAction> named(String text) {
        return Arrays.stream(values()).filter(action -> action.text.equals(text)).findFirst();
    }
}
