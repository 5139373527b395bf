package dev.millrace.executor.tools.http;

import dev.millrace.eventruntime.logging.QuotesOthers;

/** An argument cannot be sent as it is; the message is for the model to read. */
final class UnfitArgumentException extends RuntimeException implements QuotesOthers {

    private static final long serialVersionUID = 1;

    UnfitArgumentException(String message) {
        super(message);
    }
}
