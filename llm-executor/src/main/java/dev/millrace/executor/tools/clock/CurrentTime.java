package dev.millrace.executor.tools.clock;

import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolCall;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Returned;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** Tells the time. */
public final class CurrentTime implements Tool {

    private static final Limits LIMITS = new Limits(Duration.ofSeconds(5), 64, true);

    private static final DateTimeFormatter TEXT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx (EEEE)", Locale.ENGLISH);

    private static final String PARAMETERS =
            """
            {"type": "object",
             "properties": {"zone": {"type": "string", "maxLength": 64,
               "description": "an IANA time zone such as Europe/Berlin; UTC when absent"}},
             "additionalProperties": false}""";

    private final Clock clock;

    public CurrentTime(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "current_time";
    }

    @Override
    public String description() {
        return "Tells the current date, time and day of the week in a time zone.";
    }

    @Override
    public String parameters() {
        return PARAMETERS;
    }

    @Override
    public Limits limits() {
        return LIMITS;
    }

    @Override
    public ToolOutcome call(ToolCall call, ObjectNode arguments) {
        String zone = arguments.path("zone").asString("UTC");
        try {
            ZonedDateTime now =
                    clock.instant().truncatedTo(ChronoUnit.SECONDS).atZone(ZoneId.of(zone));
            return Returned.of(TEXT.format(now));
        } catch (DateTimeException _) {
            return Returned.error(
                    "invalid-arguments",
                    "There is no time zone '" + zone + "'; use a name such as Europe/Berlin.");
        }
    }
}
