package dev.millrace.sink.document;

import dev.millrace.eventruntime.logging.QuotesOthers;

/** A document that the store will never take, as the reason of a dead letter. */
public final class DocumentRefusedException extends RuntimeException implements QuotesOthers {

    private static final long serialVersionUID = 1L;

    public DocumentRefusedException(String message) {
        super(message);
    }
}
