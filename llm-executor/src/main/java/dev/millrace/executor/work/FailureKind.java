package dev.millrace.executor.work;

import dev.millrace.executor.work.TurnOutcome.Failed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Every way in which a call of a model, or of a tool over HTTP, can fail: what it is called,
 * whether trying again could help, and whether it speaks against the health of the other side.
 *
 * <p>The page docs/failures.md is this table for people.
 */
public enum FailureKind {
    CONNECTION("connection", true, Breaker.COUNTS, "The connection failed"),
    TIMEOUT("timeout", true, Breaker.COUNTS, "No answer in time"),
    RATE_LIMITED("rate-limited", true, Breaker.BY_SETTING, "Too many requests"),
    QUOTA("quota", false, Breaker.IGNORES, "The provider's quota is used up"),
    SERVER_ERROR(FailureKind.BY_STATUS, true, Breaker.COUNTS, "The server failed"),
    NOT_READY(FailureKind.BY_STATUS, true, Breaker.IGNORES, "The server is not ready"),
    UNSUPPORTED(FailureKind.BY_STATUS, false, Breaker.IGNORES, "The server cannot do that"),
    MALFORMED("malformed", true, Breaker.COUNTS, "The answer made no sense"),
    AUTHENTICATION("authentication", false, Breaker.IGNORES, "The key was refused"),
    MODEL_NOT_FOUND("model-not-found", false, Breaker.IGNORES, "No such model or address"),
    CONTEXT_TOO_LONG(
            "context-too-long", false, Breaker.IGNORES, "The model cannot read that much at once"),
    CONTENT_FILTER(
            "content-filter", false, Breaker.IGNORES, "The provider's content filter refused"),
    REFUSED(FailureKind.BY_STATUS, false, Breaker.IGNORES, "The request was refused"),
    BREAKER_OPEN("breaker-open", true, Breaker.IGNORES, "The model is given a rest"),
    BULKHEAD_FULL("bulkhead-full", true, Breaker.IGNORES, "Too many calls at once"),
    CANCELED("canceled", false, Breaker.IGNORES, "The call is no longer wanted"),
    DEADLINE("deadline", false, Breaker.IGNORES, "Too late"),
    TOO_LARGE("too-large", false, Breaker.IGNORES, "Outcome too large"),
    INTERNAL("internal", false, Breaker.IGNORES, "Internal error");

    /** The type of kinds that are named after their HTTP status. */
    public static final String BY_STATUS = "http-<status>";

    private final String type;
    private final boolean retryable;
    private final Breaker breaker;
    private final String title;

    FailureKind(String type, boolean retryable, Breaker breaker, String title) {
        this.type = type;
        this.retryable = retryable;
        this.breaker = breaker;
        this.title = title;
    }

    /** The kind of an HTTP status other than success, as far as the status alone can tell. */
    public static FailureKind ofStatus(int status) {
        return switch (status) {
            case 401, 403 -> AUTHENTICATION;
            case 404 -> MODEL_NOT_FOUND;
            case 408, 504 -> TIMEOUT;
            case 409, 425 -> NOT_READY;
            case 413 -> CONTEXT_TOO_LONG;
            case 429 -> RATE_LIMITED;
            case 501, 505 -> UNSUPPORTED;
            default -> status >= 500 ? SERVER_ERROR : REFUSED;
        };
    }

    /** The stable name of the kind, or {@link #BY_STATUS}. */
    public String type() {
        return type;
    }

    /** The stable name of the kind when it came with this HTTP status. */
    public String type(int status) {
        return type.equals(BY_STATUS) ? "http-" + status : type;
    }

    /** Whether trying the same thing again could help. */
    public boolean retryable() {
        return retryable;
    }

    public Breaker breaker() {
        return breaker;
    }

    /** One line for people. */
    public String title() {
        return title;
    }

    public Failed failed(String detail) {
        return new Failed(retryable, type, title, detail, null);
    }

    /**
     * @param retryAfter not before this time from now, when the other side said so
     */
    public Failed failed(String detail, @Nullable Duration retryAfter) {
        return new Failed(retryable, type, title, detail, retryable ? retryAfter : null);
    }

    /**
     * @param retryAfter not before this time from now, when the other side said so
     */
    public Failed failed(int status, String detail, @Nullable Duration retryAfter) {
        return new Failed(retryable, type(status), title, detail, retryable ? retryAfter : null);
    }

    /** What a circuit breaker makes of a failure. */
    public enum Breaker {
        /** It speaks against the other side's health. */
        COUNTS,
        /** It does if the installation says so. */
        BY_SETTING,
        /** It says nothing about the other side's health, or even speaks for it. */
        IGNORES
    }
}
