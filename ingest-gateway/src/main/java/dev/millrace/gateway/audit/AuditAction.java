package dev.millrace.gateway.audit;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What is recorded when it is done. */
public enum AuditAction {
    /** A request of any kind that was refused. */
    REQUEST("request"),
    TASK_SUBMIT("task.submit"),
    TASK_CANCEL("task.cancel"),
    KEY_CREATE("key.create"),
    KEY_REVOKE("key.revoke"),
    KEY_ROTATE("key.rotate"),
    DEAD_LETTER_REDRIVE("dead-letter.redrive"),
    DEAD_LETTER_DROP("dead-letter.drop");

    /** The header of a record that names its action, for readers who want few of many. */
    public static final String HEADER = "action";

    private static final String LETTERS = "dead-letter.";

    private final String text;

    AuditAction(String text) {
        this.text = text;
    }

    /** The name in records. */
    public String text() {
        return text;
    }

    /** Whether what a header names is done to dead letters. */
    public static boolean isAboutLetters(byte[] header) {
        return new String(header, StandardCharsets.UTF_8).startsWith(LETTERS);
    }

    /** The action that a record names, if it is one of these. */
    public static Optional<AuditAction> named(String text) {
        return Arrays.stream(values()).filter(action -> action.text.equals(text)).findFirst();
    }
}
