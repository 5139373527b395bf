package dev.millrace.executor.http;

import dev.langchain4j.exception.HttpException;
import dev.millrace.eventruntime.logging.QuotesOthers;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An answer with a status other than success, with the time it asks to wait. */
public final class HttpFailure extends HttpException implements QuotesOthers {

    private final transient @Nullable Duration retryAfter;

    public HttpFailure(int status, String body, @Nullable Duration retryAfter) {
        super(status, body);
        this.retryAfter = retryAfter;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
