package dev.millrace.gateway.streaming;

/**
 * A stream cannot go on here, though the task may: who wants more opens it anew after the last
 * position.
 */
public final class StreamClosedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StreamClosedException(String reason) {
        super(reason, null, false, false);
    }
}
