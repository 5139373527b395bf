package dev.millrace.gateway.http;

import dev.millrace.gateway.submission.FieldError;
import java.util.List;

/**
 * A problem as callers see it (RFC 9457).
 *
 * @param type names the kind of problem
 * @param title the same for all problems of the kind
 * @param status the HTTP status
 * @param detail what was wrong with this request
 * @param instance the path of the request
 * @param errors what is wrong with single fields; empty unless the kind is {@code invalid-fields}
 */
record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        List<FieldError> errors) {

    static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(ProblemType type, String detail, String instance, List<FieldError> errors) {
        return new Problem(type.uri(), type.title(), type.status(), detail, instance, errors);
    }
}
