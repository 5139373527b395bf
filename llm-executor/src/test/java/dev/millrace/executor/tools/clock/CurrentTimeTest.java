package dev.millrace.executor.tools.clock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.executor.tools.Calls;
import dev.millrace.executor.work.ToolOutcome.Returned;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class CurrentTimeTest {

    private static final JsonMapper JSON = new JsonMapper();

    private final CurrentTime tool =
            new CurrentTime(Clock.fixed(Instant.parse("2026-07-01T22:30:00Z"), ZoneOffset.UTC));

    @Test
    void theTimeIsThatOfTheZone() {
        assertThat(call(JSON.createObjectNode().put("zone", "Europe/Berlin")))
                .isEqualTo(Returned.of("2026-07-02T00:30:00+02:00 (Thursday)"));
    }

    @Test
    void withoutAZoneItIsUtc() {
        assertThat(call(JSON.createObjectNode()))
                .isEqualTo(Returned.of("2026-07-01T22:30:00+00:00 (Wednesday)"));
    }

    @Test
    void anUnknownZoneIsAnErrorForTheModel() {
        assertThat(call(JSON.createObjectNode().put("zone", "Mars/Olympus")))
                .isEqualTo(
                        Returned.error(
                                "invalid-arguments",
                                "There is no time zone 'Mars/Olympus'; use a name such as"
                                        + " Europe/Berlin."));
    }

    private Object call(ObjectNode arguments) {
        return tool.call(Calls.of("current_time", "{}", Duration.ofMinutes(1)), arguments);
    }
}
