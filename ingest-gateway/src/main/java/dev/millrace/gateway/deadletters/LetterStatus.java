package dev.millrace.gateway.deadletters;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What was done about a dead letter. */
public enum LetterStatus {
    OPEN,
    REDRIVEN,
    DROPPED;

    /** The name that callers use. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status that callers call so. */
    public static Optional<LetterStatus> named(String text) {
        return Arrays.stream(values()).filter(status -> status.text().equals(text)).findFirst();
    }
}
