package dev.millrace.devstack;

/** The processes did not all become healthy; the message is for the user. */
public final class StackFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** With what to tell the user. */
    public StackFailedException(String message) {
        super(message);
    }
}
