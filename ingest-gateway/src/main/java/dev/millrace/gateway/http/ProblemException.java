package dev.millrace.gateway.http;

import dev.millrace.gateway.submission.FieldError;
import dev.millrace.gateway.submission.FieldErrors;
import java.util.List;

/** Ends a request with a problem; its message is what the caller reads. */
final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final transient List<FieldError> errors;

    ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of());
    }

    ProblemException(ProblemType type, String detail, List<FieldError> errors) {
        super(detail, null, false, false);
        this.type = type;
        this.errors = errors;
    }

    /** Tells everything that is wrong with the fields of a body or the parameters of a query. */
    static ProblemException invalid(FieldErrors errors) {
        return new ProblemException(
                ProblemType.INVALID_FIELDS,
                "The request was not carried out; each error names a field.",
                errors.asList());
    }

    static ProblemException unknownTask(String id) {
        return new ProblemException(ProblemType.NOT_FOUND, "There is no task " + id + ".");
    }

    static ProblemException unavailable(String reason) {
        return new ProblemException(ProblemType.UNAVAILABLE, reason + ". Try again.");
    }

    ProblemType type() {
        return type;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    List<FieldError> errors() {
        return errors;
    }
}
