package dev.millrace.executor.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CanceledTasksTest {

    private static final Duration TTL = Duration.ofMinutes(10);

    private final MovingClock clock = new MovingClock();
    private final CanceledTasks tasks = new CanceledTasks(3, TTL, clock);

    @Test
    void remembersATaskForItsTime() {
        tasks.add("a", clock.now);
        assertThat(tasks.contains("a")).isTrue();
        assertThat(tasks.contains("b")).isFalse();
        clock.now = clock.now.plus(TTL).minusMillis(1);
        assertThat(tasks.contains("a")).isTrue();
        clock.now = clock.now.plusMillis(1);
        assertThat(tasks.contains("a")).isFalse();
    }

    @Test
    void theTimeCountsFromTheCancelNotFromHearingOfIt() {
        tasks.add("a", clock.now.minus(TTL).plusSeconds(1));
        assertThat(tasks.contains("a")).isTrue();
        clock.now = clock.now.plusSeconds(1);
        assertThat(tasks.contains("a")).isFalse();
    }

    @Test
    void theOldestIsForgottenWhenThereAreTooMany() {
        for (String task : new String[] {"a", "b", "c", "d"}) {
            tasks.add(task, clock.now);
        }
        assertThat(tasks.size()).isEqualTo(3);
        assertThat(tasks.contains("a")).isFalse();
        assertThat(tasks.contains("b")).isTrue();
        assertThat(tasks.contains("d")).isTrue();
    }

    @Test
    void whatIsTooOldTakesNoRoom() {
        tasks.add("a", clock.now);
        tasks.add("b", clock.now);
        clock.now = clock.now.plus(TTL);
        tasks.add("c", clock.now);
        assertThat(tasks.size()).isEqualTo(1);
    }

    private static final class MovingClock extends Clock {

        private Instant now = Instant.parse("2026-11-21T10:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
