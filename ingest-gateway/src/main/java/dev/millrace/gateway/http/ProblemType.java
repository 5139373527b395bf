package dev.millrace.gateway.http;

import java.util.Locale;
import java.util.Set;

/** The kinds of problems that callers are told of; the names are part of the contract. */
public enum ProblemType {
    UNREADABLE_BODY(400, "The body cannot be read"),
    BAD_REQUEST(400, "The request cannot be read"),
    UNAUTHORIZED(401, "A valid key is missing"),
    FORBIDDEN(403, "The key does not allow this"),
    NOT_FOUND(404, "There is nothing here"),
    METHOD_NOT_ALLOWED(405, "The method is not allowed here"),
    NOT_ACCEPTABLE(406, "The answer is not available in that form"),
    REQUEST_TIMEOUT(408, "The body did not arrive in time"),
    CONFLICT(409, "The present state does not allow this"),
    BODY_TOO_LARGE(413, "The body is too large"),
    URI_TOO_LONG(414, "The path and query are too long"),
    UNSUPPORTED_MEDIA_TYPE(415, "The form of the body is not supported"),
    INVALID_FIELDS(422, "Some fields are not valid"),
    SCREENED(422, "What the task says is not let through"),
    KEY_REUSED(422, "The idempotency key belongs to another request"),
    RATE_LIMITED(429, "Too much was sent in too short a time"),
    HEADERS_TOO_LARGE(431, "The headers are too many or too large"),
    INTERNAL(500, "Something went wrong here"),
    UNAVAILABLE(503, "Not available at present"),
    TASK_REJECTED(400, "The task was rejected"),
    TASK_CANCELED(409, "The task was canceled"),
    TASK_FAILED(500, "The task failed"),
    TASK_TIMED_OUT(504, "The deadline of the task has passed"),
    OVERLOADED(503, "Too much is waiting already");

    /**
     * Methods, transfer codings and versions of HTTP that the server does not know: 501 and 505.
     */
    private static final Set<Integer> NOT_SPOKEN_HERE = Set.of(501, 505);

    private static final String PREFIX = "urn:millrace:problem:";

    private final int status;
    private final String title;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    String tag() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String uri() {
        return PREFIX + tag();
    }

    /** Whether somebody was turned away who may not, or not now, do what they asked for. */
    boolean isRefusal() {
        return this == UNAUTHORIZED
                || this == FORBIDDEN
                || this == SCREENED
                || status == RATE_LIMITED.status
                || status == UNAVAILABLE.status;
    }

    /** The kind that tells of a status which the server or the framework chose. */
    static ProblemType ofStatus(int status) {
        for (ProblemType type : values()) {
            if (type.status == status && type != UNREADABLE_BODY) {
                return type;
            }
        }
        boolean isCallers = status < INTERNAL.status || NOT_SPOKEN_HERE.contains(status);
        return isCallers ? BAD_REQUEST : INTERNAL;
    }
}
