package dev.millrace.gateway.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.millrace.gateway.submission.FieldError;
import dev.millrace.gateway.submission.FieldErrors;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A problem as OpenAI's clients read it.
 *
 * @param error what went wrong
 */
public record OpenAiError(Body error) {

    private static final Pattern PATHS = Pattern.compile("/v1/(chat|responses|models)(/.*)?");

    private static final Set<ProblemType> OF_TASKS =
            EnumSet.of(
                    ProblemType.TASK_REJECTED,
                    ProblemType.TASK_CANCELED,
                    ProblemType.TASK_FAILED,
                    ProblemType.TASK_TIMED_OUT);

    /** Where OpenAI has a name of its own. */
    private static final Map<ProblemType, String> CODES =
            Map.of(
                    ProblemType.UNAUTHORIZED, "invalid_api_key",
                    ProblemType.RATE_LIMITED, "rate_limit_exceeded",
                    ProblemType.INVALID_FIELDS, "invalid_value",
                    ProblemType.SCREENED, "content_policy_violation");

    /**
     * What went wrong.
     *
     * @param message for people
     * @param type who has to do something about it
     * @param param the parameter that stands in the way, if one does
     * @param code a short stable name
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Body(
            String message, String type, @Nullable String param, @Nullable String code) {}

    /** Whether callers of a path expect this form; a request that cannot be read has no path. */
    static boolean isExpectedAt(@Nullable String path) {
        return path != null && PATHS.matcher(path).matches();
    }

    /** The form of a problem; without a code of its own it is named after its type. */
    public static OpenAiError of(
            ProblemType type, String detail, List<FieldError> errors, @Nullable String code) {
        FieldError first = errors.isEmpty() ? null : errors.getFirst();
        String param =
                first == null || first.field().equals(FieldErrors.WHOLE) ? null : first.field();
        String message =
                first == null || type != ProblemType.INVALID_FIELDS
                        ? detail
                        : (param == null ? "The request" : "'" + param + "'")
                                + " "
                                + first.message()
                                + ".";
        return new OpenAiError(
                new Body(message, typeOf(type), param, code == null ? codeOf(type) : code));
    }

    /** What OpenAI's clients expect for a problem; other problems keep their status. */
    static int status(ProblemType type) {
        return type == ProblemType.INVALID_FIELDS || type == ProblemType.SCREENED
                ? ProblemType.BAD_REQUEST.status()
                : type.status();
    }

    /** Whether the clients, which repeat by themselves, must not: a task was run, and paid for. */
    static boolean mustNotBeRepeated(ProblemType type) {
        return OF_TASKS.contains(type);
    }

    private static String typeOf(ProblemType type) {
        if (type == ProblemType.RATE_LIMITED) {
            return "requests";
        }
        return type.status() < ProblemType.INTERNAL.status()
                ? "invalid_request_error"
                : "server_error";
    }

    private static String codeOf(ProblemType type) {
        return CODES.getOrDefault(type, type.tag().replace('-', '_'));
    }
}
