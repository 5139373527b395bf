package dev.millrace.executor.engine;

import dev.millrace.executor.engine.Intake.DoneListener;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record of work that was taken.
 *
 * @param lane the lane it came in
 * @param bytes its size
 * @param traceOrNull the trace context it came with
 */
record Item<I>(
        I work,
        Ticket ticket,
        int lane,
        int bytes,
        @Nullable Header traceOrNull,
        DoneListener listener) {

    Optional<Header> trace() {
        return Optional.ofNullable(traceOrNull);
    }

    void done() {
        listener.done(ticket.partition(), ticket.offset());
    }

    /** Which record it is. */
    record Ticket(TopicPartition partition, long offset) {}
}
