package dev.millrace.gateway.submission;

import java.util.Optional;

/** How soon a task wants its turn. */
public enum TaskPriority {
    LOW,
    NORMAL,
    HIGH;

    /** The priority that callers write as {@code low}, {@code normal} or {@code high}. */
    static Optional<TaskPriority> named(String name) {
        return switch (name) {
            case "low" -> Optional.of(LOW);
            case "normal" -> Optional.of(NORMAL);
            case "high" -> Optional.of(HIGH);
            default -> Optional.empty();
        };
    }
}
