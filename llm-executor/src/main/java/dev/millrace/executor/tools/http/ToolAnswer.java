package dev.millrace.executor.tools.http;

import dev.millrace.executor.http.RetryAfter;
import dev.millrace.executor.tools.SecretTexts;
import dev.millrace.executor.tools.http.HttpExchange.Answer;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;
import dev.millrace.executor.work.TurnOutcome.Failed;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes of an answer over HTTP what the model reads, or what the agent tries again. */
final class ToolAnswer {

    private static final Pattern TEXT =
            Pattern.compile("text/.*|application/(.*\\+)?(json|xml|yaml|javascript|x-ndjson)");
    private static final Pattern CHARSET =
            Pattern.compile("charset\\s*=\\s*\"?([^\\s;\"]+)", Pattern.CASE_INSENSITIVE);
    private static final int MAX_ERROR_CHARS = 2_000;

    private final SecretTexts secrets;
    private final Clock clock;

    ToolAnswer(SecretTexts secrets, Clock clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    ToolOutcome of(Answer answer) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return success(answer);
        }
        String body = secrets.hide(text(answer).orElse(""));
        String detail =
                "HTTP "
                        + status
                        + ": "
                        + body.substring(0, Math.min(MAX_ERROR_CHARS, body.length()));
        return switch (FailureKind.ofStatus(status)) {
            // Refused before anything was done.
            case RATE_LIMITED -> Broken.before(failed(answer, detail));
            case TIMEOUT, SERVER_ERROR -> Broken.during(failed(answer, detail));
            case CONNECTION,
                    QUOTA,
                    NOT_READY,
                    UNSUPPORTED,
                    MALFORMED,
                    AUTHENTICATION,
                    MODEL_NOT_FOUND,
                    CONTEXT_TOO_LONG,
                    CONTENT_FILTER,
                    REFUSED,
                    BREAKER_OPEN,
                    BULKHEAD_FULL,
                    CANCELED,
                    DEADLINE,
                    TOO_LARGE,
                    INTERNAL ->
                    Returned.error("http-" + status, detail);
        };
    }

    private Failed failed(Answer answer, String detail) {
        Duration wait = RetryAfter.of(answer.headers(), clock).orElse(null);
        return FailureKind.ofStatus(answer.status()).failed(answer.status(), detail, wait);
    }

    private ToolOutcome success(Answer answer) {
        if (!answer.body().hasRemaining()) {
            return Returned.of("[no content, HTTP " + answer.status() + "]");
        }
        return text(answer)
                .<ToolOutcome>map(
                        text ->
                                Returned.of(
                                        secrets.hide(text)
                                                + (answer.isCut()
                                                        ? "\n[cut: the answer is larger than "
                                                                + answer.body().remaining()
                                                                + " bytes]"
                                                        : "")))
                .orElseGet(
                        () ->
                                Returned.error(
                                        "unreadable",
                                        "The answer is no text but "
                                                + contentType(answer).orElse("of no known type")));
    }

    private static Optional<String> text(Answer answer) {
        String type = contentType(answer).orElse("text/plain");
        String media = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!TEXT.matcher(media).matches()) {
            return Optional.empty();
        }
        return Optional.of(charset(type).decode(answer.body().duplicate()).toString());
    }

    private static Charset charset(String type) {
        Matcher matcher = CHARSET.matcher(type);
        try {
            return matcher.find() ? Charset.forName(matcher.group(1)) : StandardCharsets.UTF_8;
        } catch (IllegalArgumentException _) {
            return StandardCharsets.UTF_8;
        }
    }

    private static Optional<String> contentType(Answer answer) {
        return answer.headers().firstValue("content-type");
    }
}
