package dev.millrace.executor.tools.http;

/** An argument cannot be sent as it is; the message is for the model to read. */
final class UnfitArgumentException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnfitArgumentException(String message) {
        super(message);
    }
}
