package dev.millrace.eventruntime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadLetterReasonsTest {

    private final DeadLetterReasons reasons = new DeadLetterReasons();

    @Test
    void manyKindsOfFailedTasksHideNoException() {
        for (int i = 0; i < 100; i++) {
            reasons.of("failure-" + i);
        }

        assertThat(reasons.of(new ArithmeticException())).isEqualTo("ArithmeticException");
        assertThat(reasons.of("failure-0")).isEqualTo("failure-0");
    }

    @Test
    void failuresBeyondTheMostAreNotTakenForExceptions() {
        for (int i = 0; i < 100; i++) {
            reasons.of("failure-" + i);
        }

        assertThat(reasons.of("failure-99")).isEqualTo("other-failure");
    }
}
