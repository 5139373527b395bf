package dev.millrace.eventruntime;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The place of a piece of work in a trace, as the header {@code traceparent} carries it (W3C Trace
 * Context, version 00).
 *
 * @param traceId 32 hexadecimal digits, the same for all work of a trace
 * @param spanId 16 hexadecimal digits, of this piece of work
 * @param flags 2 hexadecimal digits; 01 when the trace is recorded
 */
public record TraceParent(String traceId, String spanId, String flags) {

    /** The flags of a trace that is recorded. */
    public static final String RECORDED = "01";

    /** The flags of a trace that is not. */
    public static final String NOT_RECORDED = "00";

    private static final Pattern FORMAT =
            Pattern.compile(
                    "(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");
    private static final HexFormat HEX = HexFormat.of();

    /** What a header says; empty if it is malformed. */
    public static Optional<TraceParent> parse(String header) {
        Matcher matcher = FORMAT.matcher(header);
        return matcher.matches()
                ? Optional.of(new TraceParent(matcher.group(1), matcher.group(2), matcher.group(3)))
                : Optional.empty();
    }

    /** The next piece of work in the trace that a header names, or the first of a new trace. */
    public static TraceParent following(@Nullable String header) {
        return Optional.ofNullable(header)
                .flatMap(TraceParent::parse)
                .map(parent -> new TraceParent(parent.traceId, id(), parent.flags))
                .orElseGet(() -> new TraceParent(id() + id(), id(), NOT_RECORDED));
    }

    /** Another piece of work in the same trace. */
    public TraceParent child(String childId) {
        return new TraceParent(traceId, childId, flags);
    }

    /** Whether the spans of the trace are wanted. */
    public boolean isRecorded() {
        return (HexFormat.fromHexDigits(flags) & 1) == 1;
    }

    private static String id() {
        return HEX.toHexDigits(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
    }

    /** The value of the header. */
    @Override
    public String toString() {
        return "00-" + traceId + "-" + spanId + "-" + flags;
    }
}
