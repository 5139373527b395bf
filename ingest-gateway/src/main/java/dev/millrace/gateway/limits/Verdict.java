package dev.millrace.gateway.limits;

import dev.millrace.gateway.limits.MeteredBucket.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Whether somebody may have what was asked for, and what is left of each limit. */
public sealed interface Verdict {

    /** The limits that hold for the caller, with what is left of each. */
    List<Level> levels();

    /** It was taken. */
    record Passed(List<Level> levels) implements Verdict {}

    /**
     * Nothing was taken.
     *
     * @param limit what stands in the way
     * @param until how long it does
     */
    record Refused(List<Level> levels, Limit limit, Duration until) implements Verdict {

        /** The wait in whole seconds, rounded up. */
        long retryAfter() {
            return Math.max(1, until.plusSeconds(1).minusNanos(1).toSeconds());
        }
    }

    /**
     * The value of the header {@code RateLimit-Policy}: what comes at once, and in which time it is
     * there again.
     */
    default String policy() {
        return list(
                level -> {
                    Rate rate = level.rate();
                    return ";q=" + rate.burst() + ";w=" + rate.secondsFor(rate.burst());
                });
    }

    /**
     * The value of the header {@code RateLimit}: what is left, and in which time everything is
     * there again.
     */
    default String state() {
        return list(
                level -> {
                    Rate rate = level.rate();
                    long missing = rate.burst() - level.left();
                    return ";r=" + level.left() + ";t=" + rate.secondsFor(missing);
                });
    }

    private String list(Function<Level, String> parameters) {
        return levels().stream()
                .map(level -> "\"" + level.limit().text() + "\"" + parameters.apply(level))
                .collect(Collectors.joining(", "));
    }
}
