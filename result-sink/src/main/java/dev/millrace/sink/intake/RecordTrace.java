package dev.millrace.sink.intake;

import dev.millrace.eventruntime.TaskLog;
import dev.millrace.eventruntime.TraceParent;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** The trace of a record, as its header tells it. */
final class RecordTrace {

    private RecordTrace() {}

    static Optional<TraceParent> of(ConsumerRecord<byte[], byte[]> source) {
        Header header = source.headers().lastHeader(TaskLog.TRACEPARENT);
        return header == null || header.value() == null
                ? Optional.empty()
                : TraceParent.parse(new String(header.value(), StandardCharsets.UTF_8));
    }
}
