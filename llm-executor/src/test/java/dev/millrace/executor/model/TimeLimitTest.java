package dev.millrace.executor.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeLimitTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "10, 60, 10, true",
        "90, 600, 90, false",
        "200, 60, 60, true",
        "200, 600, 100, false"
    })
    void aTimeoutSaysLittleOfTheModelWhenTheCallHadClearlyLessTimeThanNormally(
            long asked, long left, long time, boolean cut) {
        TimeLimit limit =
                TimeLimit.of(
                        Turns.within(
                                Turns.asking("Why?"),
                                NOW.plusSeconds(left),
                                Duration.ofSeconds(asked)),
                        Duration.ofSeconds(100),
                        NOW);
        assertThat(limit).isEqualTo(new TimeLimit(Duration.ofSeconds(time), cut));
    }
}
