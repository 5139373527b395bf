package dev.millrace.devstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private final Backoff backoff =
            new Backoff(Duration.ofMillis(500), Duration.ofSeconds(15), Duration.ofSeconds(30));

    @Test
    void doublesWithEachDeath() {
        assertThat(backoff.afterDeaths(1)).hasMillis(500);
        assertThat(backoff.afterDeaths(2)).hasMillis(1_000);
        assertThat(backoff.afterDeaths(4)).hasMillis(4_000);
    }

    @Test
    void staysBelowItsLimit() {
        assertThat(backoff.afterDeaths(6)).hasSeconds(15);
        assertThat(backoff.afterDeaths(1_000_000)).hasSeconds(15);
    }
}
