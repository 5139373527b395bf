package dev.millrace.executor.engine;

import dev.millrace.eventruntime.TaskLog;
import dev.millrace.executor.engine.Intake.DoneListener;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A record of work that was taken.
 *
 * @param lane the lane it came in
 * @param bytes its size
 * @param maybeMade whether its call may have been made before
 * @param origin of its headers those that go on: trace and session
 * @param takenAt when it came
 */
record Item<I>(
        I work,
        Ticket ticket,
        int lane,
        int bytes,
        boolean maybeMade,
        Headers origin,
        Instant takenAt,
        DoneListener listener) {

    /** Of the headers of a record those that its outcome has, too. */
    static Headers origin(Headers headers) {
        Headers origin = new RecordHeaders();
        for (String name : List.of(TaskLog.TRACEPARENT, TaskLog.SESSION_HEADER)) {
            Header header = headers.lastHeader(name);
            if (header != null) {
                origin.add(header);
            }
        }
        return origin;
    }

    /** The trace context it came with. */
    Optional<Header> trace() {
        return Optional.ofNullable(origin.lastHeader(TaskLog.TRACEPARENT));
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
