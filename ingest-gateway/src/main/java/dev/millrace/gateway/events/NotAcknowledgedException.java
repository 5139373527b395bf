package dev.millrace.gateway.events;

import org.jspecify.annotations.Nullable;

/** Kafka did not acknowledge a record in time; it may have it nevertheless. */
public final class NotAcknowledgedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public NotAcknowledgedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
