package dev.millrace.eventruntime;

import org.apache.kafka.common.errors.SerializationException;

/**
 * The bytes of a record are not an event: garbage, or a schema id that the registry confirms as
 * unknown.
 */
public final class UndecodableRecordException extends SerializationException {

    private static final long serialVersionUID = 1L;

    public UndecodableRecordException(String message) {
        super(message);
    }

    public UndecodableRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
