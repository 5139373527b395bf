package dev.millrace.simulatedllm;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 200ms}, {@code 1.5s}, {@code 2m} or {@code PT2S}. */
public final class DurationText {

    private static final Pattern SIMPLE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,9})?)(ms|s|m|h)");
    private static final Duration LONGEST = Duration.ofHours(24);

    private DurationText() {}

    /** The duration that the text says; the field is named when it says none. */
    public static Duration parse(String field, String text) {
        Duration duration = read(field, text.strip());
        if (duration.isNegative() || duration.compareTo(LONGEST) > 0) {
            throw new InvalidSetting(
                    field, "\"" + text + "\" is out of range; allowed are 0ms to 24h.");
        }
        return duration;
    }

    /** The shortest such text for a duration. */
    public static String format(Duration duration) {
        long millis = duration.toMillis();
        return millis % 1000 == 0 && millis > 0 ? millis / 1000 + "s" : millis + "ms";
    }

    private static Duration read(String field, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals("0")) {
            return Duration.ZERO;
        }
        var simple = SIMPLE.matcher(lower);
        if (simple.matches()) {
            return Duration.ofNanos(nanos(simple.group(1), simple.group(2)));
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidSetting(
                    field,
                    "\"" + text + "\" is not a duration; write for example 200ms, 2s or PT2S.");
        }
    }

    private static long nanos(String number, String unit) {
        long nanosOfUnit =
                switch (unit) {
                    case "ms" -> 1_000_000L;
                    case "s" -> 1_000_000_000L;
                    case "m" -> 60_000_000_000L;
                    default -> 3_600_000_000_000L;
                };
        // 999,999,999 h does not fit into nanoseconds; anything over the limit is refused anyway.
        BigDecimal nanos = new BigDecimal(number).multiply(BigDecimal.valueOf(nanosOfUnit));
        return nanos.min(BigDecimal.valueOf(Long.MAX_VALUE))
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }
}
