package dev.millrace.gateway.submission;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TaskIdsTest {

    @Test
    void idsAreUuidsOfVersionSevenInTheOrderOfTime() {
        String early = new TaskIds(at("2026-11-21T08:00:00Z")).next();
        String late = new TaskIds(at("2026-11-21T08:00:00.001Z")).next();

        assertThat(UUID.fromString(early).version()).isEqualTo(7);
        assertThat(UUID.fromString(early).variant()).isEqualTo(2);
        assertThat(early).isLessThan(late);
    }

    @Test
    void idsOfOneMomentDiffer() {
        TaskIds ids = new TaskIds(at("2026-11-21T08:00:00Z"));
        Set<String> seen = new HashSet<>();

        for (int i = 0; i < 10_000; i++) {
            assertThat(seen.add(ids.next())).isTrue();
        }
    }

    private static Clock at(String time) {
        return Clock.fixed(Instant.parse(time), ZoneOffset.UTC);
    }
}
