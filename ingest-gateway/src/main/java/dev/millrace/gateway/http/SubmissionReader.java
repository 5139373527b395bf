package dev.millrace.gateway.http;

import dev.millrace.gateway.submission.FieldErrors;
import dev.millrace.gateway.submission.Submission;
import java.io.IOException;
import java.io.InputStream;

/** Reads a submission from JSON. Thread-safe. */
final class SubmissionReader {

    private SubmissionReader() {}

    /**
     * Reads a body.
     *
     * @param errors gets the fields with values of a wrong type or of an unknown name
     * @throws ProblemException if the body is not JSON
     */
    static Submission read(InputStream body, FieldErrors errors) throws IOException {
        return StrictJson.read(body, errors, fields -> new SubmissionFields(fields).read());
    }
}
