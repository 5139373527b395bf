package dev.millrace.streams.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RestartBackoffTest {

    private final RestartBackoff backoff =
            new RestartBackoff(Duration.ofSeconds(1), Duration.ofSeconds(10));

    @Test
    void eachFailureInARowDoublesTheWaitUpToTheLongest() {
        assertThat(backoff.afterFailure(Duration.ZERO)).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.afterFailure(Duration.ZERO)).isEqualTo(Duration.ofSeconds(2));
        assertThat(backoff.afterFailure(Duration.ZERO)).isEqualTo(Duration.ofSeconds(4));
        assertThat(backoff.afterFailure(Duration.ZERO)).isEqualTo(Duration.ofSeconds(8));
        assertThat(backoff.afterFailure(Duration.ZERO)).isEqualTo(Duration.ofSeconds(10));
        assertThat(backoff.afterFailure(Duration.ZERO)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void afterARunOfAMinuteItStartsOver() {
        for (int i = 0; i < 5; i++) {
            backoff.afterFailure(Duration.ZERO);
        }

        assertThat(backoff.afterFailure(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(1));
    }
}
