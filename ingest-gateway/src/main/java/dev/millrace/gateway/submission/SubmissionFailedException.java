package dev.millrace.gateway.submission;

/** A task may not have reached the pipeline; the caller may try again. */
public final class SubmissionFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SubmissionFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
