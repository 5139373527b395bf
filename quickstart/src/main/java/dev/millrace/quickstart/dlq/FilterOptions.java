package dev.millrace.quickstart.dlq;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which dead letters are meant. */
final class FilterOptions {

    private static final Pattern AGO = Pattern.compile("(\\d{1,6})([smhd])");

    @Option(
            names = "--topic",
            description = "A topic, such as agents.tasks.requested; .dlq at its end is not needed.")
    private @Nullable String topic;

    @Option(names = "--reason", description = "The reason, such as deadline.")
    private @Nullable String reason;

    @Option(
            names = "--since",
            description = "Not older than this: 2026-11-21T08:00:00Z, or 30m, 2h, 1d ago.")
    private @Nullable String since;

    @Option(names = "--until", description = "Older than this, written like --since.")
    private @Nullable String until;

    @Option(names = "--tenant", description = "Whose they are.")
    private @Nullable String tenant;

    /** The filter by the names that the gateway uses. */
    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        put(fields, "topic", topic);
        put(fields, "reason", reason);
        put(fields, "since", instant(since));
        put(fields, "until", instant(until));
        put(fields, "tenant", tenant);
        return fields;
    }

    static String query(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(
                        field ->
                                field.getKey()
                                        + "="
                                        + URLEncoder.encode(
                                                field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static void put(Map<String, String> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }

    private static @Nullable String instant(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Matcher ago = AGO.matcher(text);
        if (!ago.matches()) {
            return text;
        }
        long count = Long.parseLong(ago.group(1));
        Duration duration =
                switch (ago.group(2)) {
                    case "s" -> Duration.ofSeconds(count);
                    case "m" -> Duration.ofMinutes(count);
                    case "h" -> Duration.ofHours(count);
                    default -> Duration.ofDays(count);
                };
        return Instant.now().minus(duration).truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
