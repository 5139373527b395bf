package dev.millrace.executor.model;

import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.TimeoutException;
import dev.millrace.executor.http.HttpFailure;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.TurnOutcome.Failed;
import java.io.IOException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says of a failed model call, once and for all, what kind it is and whether to try again. */
public final class FailureClassifier {

    private static final int LONGEST_DETAIL = 500;

    /** What the providers say when a prompt does not fit, in lower case. */
    private static final List<String> TOO_LONG =
            List.of(
                    "context_length_exceeded",
                    "maximum context length",
                    "prompt is too long",
                    "context window",
                    "too many tokens");

    private final Secrets secrets;

    FailureClassifier(Secrets secrets) {
        this.secrets = secrets;
    }

    /** One that leaves a key out of what it says. */
    public static FailureClassifier hiding(String key) {
        return new FailureClassifier(new Secrets(key));
    }

    /**
     * What is to be reported.
     *
     * @param answered whether the server had answered with success before things went wrong
     */
    public Failed failed(Throwable failure, boolean answered) {
        return classify(failure, answered).failed();
    }

    /**
     * @param answered whether the server had answered with success before things went wrong
     */
    CallFailure classify(Throwable failure, boolean answered) {
        Optional<HttpException> http = find(failure, HttpException.class);
        if (http.isPresent()) {
            return ofStatus(http.get());
        }
        return failure(kind(failure, answered), describe(failure));
    }

    private static FailureKind kind(Throwable failure, boolean answered) {
        if (has(failure, ContentFilteredException.class)) {
            return FailureKind.CONTENT_FILTER;
        }
        if (answered) {
            return FailureKind.MALFORMED;
        }
        if (has(failure, HttpConnectTimeoutException.class)) {
            return FailureKind.CONNECTION;
        }
        if (has(failure, TimeoutException.class)) {
            return FailureKind.TIMEOUT;
        }
        return has(failure, IOException.class) || has(failure, UnresolvedAddressException.class)
                ? FailureKind.CONNECTION
                : FailureKind.INTERNAL;
    }

    /** A failure that needs no exception to be known. */
    CallFailure failure(FailureKind kind, String what) {
        return new CallFailure(kind, kind.failed(detail(what)));
    }

    private CallFailure ofStatus(HttpException failure) {
        int status = failure.statusCode();
        String body = String.valueOf(failure.getMessage());
        FailureKind kind = kind(status, body.toLowerCase(Locale.ROOT));
        Duration wait =
                failure instanceof HttpFailure known ? known.retryAfter().orElse(null) : null;
        return new CallFailure(
                kind, kind.failed(status, detail("HTTP " + status + ": " + body), wait));
    }

    /** Some providers hide behind a general status what only their words tell. */
    private static FailureKind kind(int status, String body) {
        if (status >= 400 && status < 500 && TOO_LONG.stream().anyMatch(body::contains)) {
            return FailureKind.CONTEXT_TOO_LONG;
        }
        FailureKind kind = FailureKind.ofStatus(status);
        if (kind == FailureKind.RATE_LIMITED && body.contains("insufficient_quota")) {
            return FailureKind.QUOTA;
        }
        boolean filtered = body.contains("content_filter") || body.contains("content_policy");
        return kind == FailureKind.REFUSED && filtered ? FailureKind.CONTENT_FILTER : kind;
    }

    private String detail(String text) {
        String safe = secrets.hide(String.valueOf(text)).replaceAll("\\s+", " ").strip();
        return safe.length() <= LONGEST_DETAIL ? safe : safe.substring(0, LONGEST_DETAIL) + "…";
    }

    /** The innermost cause that says anything. */
    private static String describe(Throwable failure) {
        Throwable telling = failure;
        for (Throwable t = failure; t != null; t = t.getCause()) {
            telling = t.getMessage() != null || telling.getMessage() == null ? t : telling;
        }
        String name = telling.getClass().getSimpleName();
        return telling.getMessage() == null ? name : name + ": " + telling.getMessage();
    }

    private static boolean has(Throwable failure, Class<? extends Throwable> type) {
        return find(failure, type).isPresent();
    }

    private static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return Optional.of(type.cast(t));
            }
        }
        return Optional.empty();
    }
}
