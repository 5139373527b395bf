package dev.millrace.executor.progress;

/** Commit metadata that this version cannot read. */
final class MalformedMetadataException extends RuntimeException {

    MalformedMetadataException(String message) {
        super(message);
    }
}
