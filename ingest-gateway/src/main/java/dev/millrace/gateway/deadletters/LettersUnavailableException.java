package dev.millrace.gateway.deadletters;

import org.jspecify.annotations.Nullable;

/** The dead letters cannot be read at present; the message is for callers. */
public final class LettersUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LettersUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
