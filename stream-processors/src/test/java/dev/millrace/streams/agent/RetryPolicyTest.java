package dev.millrace.streams.agent;

import static dev.millrace.streams.agent.TestRecords.START;
import static dev.millrace.streams.agent.TestRecords.retryable;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryPolicyTest {

    private static final Instant DEADLINE = START.plusSeconds(300);
    private final RetryPolicy exact =
            new RetryPolicy(5, Duration.ofSeconds(1), 2, Duration.ofSeconds(10), 0);
    private final RetryPolicy spread =
            new RetryPolicy(5, Duration.ofSeconds(1), 2, Duration.ofSeconds(10), 0.2);

    @ParameterizedTest
    @CsvSource({"0, 1000", "1, 1000", "2, 2000", "3, 4000", "4, 8000", "5, 10000", "99, 10000"})
    void eachWaitIsLongerUpToTheLongest(int tries, long millis) {
        assertThat(exact.backoff(tries, "t/1/1")).hasMillis(millis);
    }

    @Test
    void waitsDifferByWorkWithinTheirBounds() {
        Set<Duration> waits = new HashSet<>();
        for (int task = 0; task < 1_000; task++) {
            Duration wait = spread.backoff(2, "task-" + task + "/1/2");
            assertThat(wait).isBetween(Duration.ofMillis(1_600), Duration.ofMillis(2_400));
            waits.add(wait);
        }
        assertThat(waits).hasSizeGreaterThan(400);
        assertThat(spread.backoff(2, "t/1/2")).isEqualTo(spread.backoff(2, "t/1/2"));
        assertThat(spread.backoff(9, "t/1/9")).isLessThanOrEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void whatTheOtherSideAsksForWins() {
        assertThat(
                        exact.next(
                                1,
                                retryable("rate-limited", Duration.ofSeconds(42)),
                                "t/1/1",
                                START,
                                DEADLINE))
                .isEqualTo(START.plusSeconds(42));
    }

    @Test
    void noWaitGoesBeyondTheDeadline() {
        assertThat(
                        exact.next(
                                1,
                                retryable("rate-limited", Duration.ofDays(400)),
                                "t/1/1",
                                START,
                                DEADLINE))
                .isEqualTo(DEADLINE);
        assertThat(exact.next(1, retryable("timeout"), "t/1/1", DEADLINE.plusSeconds(9), DEADLINE))
                .isEqualTo(DEADLINE.plusSeconds(9));
    }

    @Test
    void triesAreCounted() {
        assertThat(exact.permitsAfter(4)).isTrue();
        assertThat(exact.permitsAfter(5)).isFalse();
    }
}
