package dev.millrace.executor.http;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads how long a server asks to wait: {@code Retry-After}, or OpenAI's finer variant. */
public final class RetryAfter {

    /** Longer than any deadline: what lies beyond is as good as never. */
    private static final Duration LONGEST = Duration.ofDays(1);

    private RetryAfter() {}

    /** How long the server asks to wait, if it does. */
    public static Optional<Duration> of(HttpHeaders headers, Clock clock) {
        return headers.firstValue("retry-after-ms")
                .flatMap(value -> number(value, 1))
                .or(() -> headers.firstValue("retry-after").flatMap(value -> wait(value, clock)));
    }

    private static Optional<Duration> wait(String value, Clock clock) {
        return number(value, 1000).or(() -> date(value, clock));
    }

    private static Optional<Duration> number(String value, int milliseconds) {
        try {
            double wait = Double.parseDouble(value.strip()) * milliseconds;
            return wait >= 0
                    ? Optional.of(bounded(Duration.ofMillis((long) wait)))
                    : Optional.empty();
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> date(String value, Clock clock) {
        try {
            ZonedDateTime due =
                    ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME);
            Duration wait = Duration.between(clock.instant(), due);
            return Optional.of(bounded(wait.isNegative() ? Duration.ZERO : wait));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wait) {
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
