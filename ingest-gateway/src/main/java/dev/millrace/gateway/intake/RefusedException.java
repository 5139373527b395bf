package dev.millrace.gateway.intake;

import dev.millrace.gateway.submission.FieldError;
import java.util.List;
import java.util.Map;

/** A gate does not let a task pass; the message is what the caller reads. */
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Refusal reason;
    private final transient Map<String, String> headers;
    private final transient List<FieldError> errors;

    /**
     * @param headers what the answer says beside its body, such as {@code Retry-After}
     * @param errors the fields that stand in the way, if any do
     */
    public RefusedException(
            Refusal reason, String detail, Map<String, String> headers, List<FieldError> errors) {
        super(detail, null, false, false);
        this.reason = reason;
        this.headers = Map.copyOf(headers);
        this.errors = List.copyOf(errors);
    }

    public Refusal reason() {
        return reason;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public Map<String, String> headers() {
        return headers;
    }

    public List<FieldError> errors() {
        return errors;
    }
}
