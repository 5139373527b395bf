package dev.millrace.executor.model;

import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.TimeoutException;
import dev.millrace.executor.http.HttpFailure;
import dev.millrace.executor.work.TurnOutcome.Failed;
import java.io.IOException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Says of a failed model call, once and for all, what kind it is and whether to try again. */
final class FailureClassifier {

    private static final int LONGEST_DETAIL = 500;

    private final Secrets secrets;

    FailureClassifier(Secrets secrets) {
        this.secrets = secrets;
    }

    /**
     * @param answered whether the server had answered with success before things went wrong
     */
    Failed classify(Throwable failure, boolean answered) {
        Optional<HttpException> http = find(failure, HttpException.class);
        if (http.isPresent()) {
            return ofStatus(http.get());
        }
        if (find(failure, ContentFilteredException.class).isPresent()) {
            return contentFilter(describe(failure));
        }
        if (answered) {
            return malformed(describe(failure));
        }
        if (find(failure, HttpConnectTimeoutException.class).isPresent()) {
            return Failed.retryable(
                    "connection", "The model could not be reached", "The connection timed out");
        }
        if (find(failure, TimeoutException.class).isPresent()) {
            return Failed.retryable(
                    "timeout", "The model took too long", detail(describe(failure)));
        }
        if (find(failure, IOException.class).isPresent()
                || find(failure, UnresolvedAddressException.class).isPresent()) {
            return Failed.retryable(
                    "connection", "The connection to the model failed", detail(describe(failure)));
        }
        return Failed.terminal("internal", "The call failed", detail(describe(failure)));
    }

    /** The server answered, but not with what its protocol promises. */
    Failed malformed(String what) {
        return Failed.retryable("malformed", "The model's answer made no sense", detail(what));
    }

    /** The model or its provider refused the content. */
    Failed contentFilter(String what) {
        return Failed.terminal(
                "content-filter", "The provider's content filter refused", detail(what));
    }

    private Failed ofStatus(HttpException failure) {
        int status = failure.statusCode();
        String body = String.valueOf(failure.getMessage());
        String lower = body.toLowerCase(Locale.ROOT);
        String detail = detail("HTTP " + status + ": " + body);
        if (status >= 400 && status < 500 && contextTooLong(status, lower)) {
            return Failed.terminal(
                    "context-too-long", "The model cannot read that much at once", detail);
        }
        return switch (status) {
            case 401, 403 ->
                    Failed.terminal("authentication", "The provider refused the key", detail);
            case 404 -> Failed.terminal("model-not-found", "No such model or address", detail);
            case 408, 504 -> retryable(failure, "timeout", "The model took too long", detail);
            case 429 ->
                    lower.contains("insufficient_quota")
                            ? Failed.terminal("quota", "The provider's quota is used up", detail)
                            : retryable(failure, "rate-limited", "Too many requests", detail);
            case 409, 425 ->
                    retryable(failure, "http-" + status, "The provider is not ready", detail);
            case 501, 505 ->
                    Failed.terminal("http-" + status, "The provider cannot do that", detail);
            default -> {
                if (status >= 500) {
                    yield retryable(failure, "http-" + status, "The provider failed", detail);
                }
                if (lower.contains("content_filter") || lower.contains("content_policy")) {
                    yield contentFilter("HTTP " + status + ": " + body);
                }
                yield Failed.terminal("http-" + status, "The provider refused the request", detail);
            }
        };
    }

    private static boolean contextTooLong(int status, String body) {
        return status == 413
                || Stream.of(
                                "context_length_exceeded",
                                "maximum context length",
                                "prompt is too long",
                                "context window",
                                "too many tokens")
                        .anyMatch(body::contains);
    }

    private static Failed retryable(
            HttpException failure, String type, String title, String detail) {
        Optional<Duration> wait =
                failure instanceof HttpFailure known ? known.retryAfter() : Optional.empty();
        return wait.map(time -> Failed.retryableAfter(time, type, title, detail))
                .orElseGet(() -> Failed.retryable(type, title, detail));
    }

    private String detail(String text) {
        String safe = secrets.hide(String.valueOf(text)).replaceAll("\\s+", " ").strip();
        return safe.length() <= LONGEST_DETAIL ? safe : safe.substring(0, LONGEST_DETAIL) + "…";
    }

    private static String describe(Throwable failure) {
        Throwable root = root(failure);
        return root.getMessage() == null
                ? root.getClass().getSimpleName()
                : root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        for (Throwable cause = root.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return root;
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
