package dev.millrace.gateway.limits;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much may come in a time.
 *
 * @param amount what may come
 * @param per in which time
 * @param burst what may come at once after nothing came for a while
 */
public record Rate(long amount, Duration per, long burst) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,12})/([smhd]) burst (\\d{1,12})");
    private static final long LONGEST_DAYS = 31;

    public Rate {
        if (amount < 1 || burst < 1) {
            throw new IllegalArgumentException("a rate and its burst must be at least 1");
        }
        if (!per.isPositive() || per.compareTo(Duration.ofDays(LONGEST_DAYS)) > 0) {
            throw new IllegalArgumentException("a rate cannot be told per " + per);
        }
    }

    /** Reads a rate such as {@code 100/s burst 200}; the time is s, m, h or d. */
    public static Rate valueOf(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no rate such as \"100/s burst 200\"");
        }
        return new Rate(
                Long.parseLong(matcher.group(1)),
                unit(matcher.group(2)),
                Long.parseLong(matcher.group(3)));
    }

    private static Duration unit(String letter) {
        return switch (letter) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
        };
    }

    /** The time, in whole seconds and rounded up, in which so much may come. */
    long secondsFor(long wanted) {
        double seconds = (double) wanted / amount * per.toNanos() / 1e9;
        return (long) Math.ceil(seconds);
    }
}
