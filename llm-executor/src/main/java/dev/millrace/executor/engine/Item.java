package dev.millrace.executor.engine;

import dev.millrace.executor.engine.Intake.DoneListener;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record of work that was taken.
 *
 * @param lane the lane it came in
 * @param bytes its size
 * @param maybeMade whether its call may have been made before
 * @param traceOrNull the trace context it came with
 * @param takenAt when it came
 */
record Item<I>(
        I work,
        Ticket ticket,
        int lane,
        int bytes,
        boolean maybeMade,
        @Nullable Header traceOrNull,
        Instant takenAt,
        DoneListener listener) {

    Optional<Header> trace() {
        return Optional.ofNullable(traceOrNull);
    }

    void begun() {
        listener.begun(ticket.partition(), ticket.offset());
    }

    void done() {
        listener.done(ticket.partition(), ticket.offset());
    }

    /** Which record it is. */
    record Ticket(TopicPartition partition, long offset) {

        /** The header by which an outcome names the record that asked for it. */
        static final String HEADER = "millrace.work";

        private static final Pattern TEXT = Pattern.compile("(.+):(\\d{1,9}):(\\d{1,18})");

        byte[] header() {
            return (partition.topic() + ":" + partition.partition() + ":" + offset)
                    .getBytes(StandardCharsets.UTF_8);
        }

        static Optional<Ticket> parse(byte[] header) {
            Matcher text = TEXT.matcher(new String(header, StandardCharsets.UTF_8));
            return text.matches()
                    ? Optional.of(
                            new Ticket(
                                    new TopicPartition(
                                            text.group(1), Integer.parseInt(text.group(2))),
                                    Long.parseLong(text.group(3))))
                    : Optional.empty();
        }
    }
}
