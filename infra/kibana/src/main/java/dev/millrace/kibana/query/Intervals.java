package dev.millrace.kibana.query;

import java.time.Duration;
import java.util.List;

/**
 * How long a bar of a date histogram is that chooses it by itself: about fifty fit into the time
 * that is looked at.
 */
final class Intervals {

    private static final int BARS = 50;
    private static final List<Duration> ROUND =
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(10),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(10),
                    Duration.ofMinutes(30),
                    Duration.ofHours(1),
                    Duration.ofHours(3),
                    Duration.ofHours(12),
                    Duration.ofDays(1),
                    Duration.ofDays(7));

    private Intervals() {}

    static String near(Duration span) {
        Duration bar = span.dividedBy(BARS);
        return ROUND.stream()
                        .filter(round -> round.compareTo(bar) >= 0)
                        .findFirst()
                        .orElseGet(ROUND::getLast)
                        .toSeconds()
                + "s";
    }
}
