package dev.millrace.sink.document;

import org.jspecify.annotations.Nullable;

/** The store does not take documents now; the documents are not to blame. */
public final class StoreUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
