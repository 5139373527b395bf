package dev.millrace.streams.agent;

import dev.millrace.eventruntime.TaskLog;
import dev.millrace.streams.state.TaskHeader;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The trace context of a task: in headers, and in the store while it waits. */
final class Traces {

    private static final int MAX_LENGTH = 128;

    private Traces() {}

    /** Of a record's headers those that go on. */
    static Headers of(Headers headers) {
        Headers kept = new RecordHeaders();
        Header trace = headers.lastHeader(TaskLog.TRACEPARENT);
        if (trace != null) {
            kept.add(trace);
        }
        return kept;
    }

    /** Those of the task, if it has any; else what goes on of the record's. */
    static Headers of(@Nullable TaskHeader task, Headers record) {
        return task == null || task.getTraceparent().isEmpty() ? of(record) : headers(task);
    }

    static Headers headers(@Nullable TaskHeader task) {
        Headers headers = new RecordHeaders();
        if (task != null && !task.getTraceparent().isEmpty()) {
            headers.add(
                    TaskLog.TRACEPARENT, task.getTraceparent().getBytes(StandardCharsets.UTF_8));
        }
        return headers;
    }

    /** The trace context as it is stored; empty when there is none. */
    static String text(Headers headers) {
        Header trace = headers.lastHeader(TaskLog.TRACEPARENT);
        return trace == null || trace.value() == null || trace.value().length > MAX_LENGTH
                ? ""
                : new String(trace.value(), StandardCharsets.UTF_8);
    }
}
