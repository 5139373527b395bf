package dev.millrace.sink.document;

/** A document that the store will never take, as the reason of a dead letter. */
public final class DocumentRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DocumentRefusedException(String message) {
        super(message);
    }
}
