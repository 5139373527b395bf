package dev.millrace.executor.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-11-21T08:00:00Z"), ZoneOffset.UTC);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    7                             | PT7S
                    0.25                          | PT0.25S
                    0                             | PT0S
                    Sat, 21 Nov 2026 08:00:30 GMT | PT30S
                    Sat, 21 Nov 2026 07:59:00 GMT | PT0S
                    99999999                      | PT24H
                    """)
    void secondsAndDatesAreRead(String value, Duration wait) {
        assertThat(read(Map.of("Retry-After", List.of(value)))).contains(wait);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "", "-1", "NaN"})
    void whatMakesNoSenseIsIgnored(String value) {
        assertThat(read(Map.of("Retry-After", List.of(value)))).isEmpty();
    }

    @Test
    void millisecondsAreMoreExact() {
        assertThat(
                        read(
                                Map.of(
                                        "retry-after-ms", List.of("120"),
                                        "retry-after", List.of("1"))))
                .contains(Duration.ofMillis(120));
    }

    private static Optional<Duration> read(Map<String, List<String>> headers) {
        return RetryAfter.of(HttpHeaders.of(headers, (_, _) -> true), CLOCK);
    }
}
