package dev.millrace.gateway.openai;

import dev.millrace.gateway.http.ProblemException;
import dev.millrace.gateway.http.ProblemType;
import dev.millrace.gateway.submission.FieldError;
import java.util.List;

/** What is wrong with a request, under the names that OpenAI has for it. */
final class BadRequests {

    private BadRequests() {}

    /** A value is not right. */
    static ProblemException invalid(String path, String message) {
        return of(path, message, "invalid_value");
    }

    /** A value that has to be there is not. */
    static ProblemException missing(String path) {
        return of(path, "is required", "missing_required_parameter");
    }

    /** OpenAI knows the parameter, but here it can change nothing, and it is not safe to ignore. */
    static ProblemException unsupported(String path, String message) {
        return of(path, message, "unsupported_parameter");
    }

    /** Nobody knows the parameter. */
    static ProblemException unknown(String path) {
        return of(path, "is not a known parameter", "unknown_parameter");
    }

    /** The conversation is longer than it may be. */
    static ProblemException tooLong(String path, String message) {
        return of(path, message, "context_length_exceeded");
    }

    /** No agent has that name. */
    static ProblemException unknownModel(String path, String name) {
        return new ProblemException(
                ProblemType.NOT_FOUND,
                "The model '" + name + "' does not exist: there is no agent of that name.",
                List.of(new FieldError(path, "does not exist")),
                "model_not_found");
    }

    /** There is no such response. */
    static ProblemException unknownResponse(String id) {
        return new ProblemException(
                ProblemType.NOT_FOUND,
                "Response with id '" + id + "' not found.",
                List.of(),
                "not_found");
    }

    private static ProblemException of(String path, String message, String code) {
        return new ProblemException(
                ProblemType.INVALID_FIELDS,
                "'" + path + "' " + message + ".",
                List.of(new FieldError(path, message)),
                code);
    }
}
