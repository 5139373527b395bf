package dev.millrace.gateway.streaming;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of a task's stream somebody has got; it holds on every instance of the gateway.
 *
 * @param sequence the highest sequence number of an event that was delivered; -1 for none
 * @param offset where the next words lie in the log, behind those that were delivered
 */
public record StreamPosition(long sequence, long offset) {

    /** Before everything. */
    public static final StreamPosition START = new StreamPosition(-1, 0);

    private static final Pattern TEXT = Pattern.compile("(-1|\\d{1,18})\\.(\\d{1,18})");
    private static final int OFFSET = 2;

    /** Reads what {@link #toString} gave; empty when it is nothing of that kind. */
    public static Optional<StreamPosition> parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? Optional.of(
                        new StreamPosition(
                                Long.parseLong(matcher.group(1)),
                                Long.parseLong(matcher.group(OFFSET))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return sequence + "." + offset;
    }
}
