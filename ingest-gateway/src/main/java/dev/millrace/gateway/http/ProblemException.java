package dev.millrace.gateway.http;

import dev.millrace.gateway.submission.FieldError;
import dev.millrace.gateway.submission.FieldErrors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends a request with a problem; its message is what the caller reads. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ProblemType type;
    private final transient List<FieldError> errors;
    private final @Nullable String code;

    public ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of());
    }

    ProblemException(ProblemType type, String detail, List<FieldError> errors) {
        this(type, detail, errors, null);
    }

    /**
     * @param code how OpenAI's clients call it; null to name it after its type
     */
    public ProblemException(
            ProblemType type, String detail, List<FieldError> errors, @Nullable String code) {
        super(detail, null, false, false);
        this.type = type;
        this.errors = errors;
        this.code = code;
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

    public static ProblemException unavailable(String reason) {
        return new ProblemException(ProblemType.UNAVAILABLE, reason + ". Try again.");
    }

    public ProblemType type() {
        return type;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    @Nullable String code() {
        return code;
    }

    List<FieldError> errors() {
        return errors;
    }
}
