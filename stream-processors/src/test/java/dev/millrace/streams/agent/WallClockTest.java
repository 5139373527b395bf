package dev.millrace.streams.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WallClockTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final TestClock time = new TestClock(TestRecords.START);
    private final WallClock clock = new WallClock(time, time::nanoTime, AgentSettings.defaults());

    @Test
    void isTrustedWhileTimePasses() {
        assertThat(clock.isTrusted()).isTrue();
        time.pass(Duration.ofHours(3));

        assertThat(clock.isTrusted()).isTrue();
    }

    @Test
    void isNotTrustedForAWhileAfterAJumpForward() {
        time.jump(Duration.ofMinutes(1));
        assertThat(clock.isTrusted()).isFalse();
        time.pass(Duration.ofSeconds(29));
        assertThat(clock.isTrusted()).isFalse();
        time.pass(SECOND);

        assertThat(clock.isTrusted()).isTrue();
    }

    @Test
    void isNotTrustedAfterAJumpBack() {
        time.jump(Duration.ofMinutes(-1));

        assertThat(clock.isTrusted()).isFalse();
    }

    @Test
    void secondJumpStartsTheWaitAnew() {
        time.jump(Duration.ofMinutes(1));
        assertThat(clock.isTrusted()).isFalse();
        time.pass(Duration.ofSeconds(20));
        time.jump(Duration.ofMinutes(1));
        assertThat(clock.isTrusted()).isFalse();
        time.pass(Duration.ofSeconds(20));

        assertThat(clock.isTrusted()).isFalse();
    }

    @Test
    void smallCorrectionsAreNoJumps() {
        for (int correction = 0; correction < 60; correction++) {
            time.pass(SECOND);
            time.jump(Duration.ofMillis(400));
            assertThat(clock.isTrusted()).isTrue();
        }
    }
}
