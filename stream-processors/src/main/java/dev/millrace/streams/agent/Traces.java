package dev.millrace.streams.agent;

import dev.millrace.eventruntime.TaskLog;
import dev.millrace.streams.state.TaskHeader;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The trace context of a task and its session: in headers, the first also in the store. */
final class Traces {

    private static final int MAX_LENGTH = 128;

    private Traces() {}

    /** Of a record's headers those that go on. */
    static Headers of(Headers headers) {
        Headers kept = new RecordHeaders();
        for (String name : new String[] {TaskLog.TRACEPARENT, TaskLog.SESSION_HEADER}) {
            Header header = headers.lastHeader(name);
            if (header != null) {
                kept.add(header);
            }
        }
        return kept;
    }

    /** Those of the task, if it has any; else what goes on of the record's. */
    static Headers of(@Nullable TaskHeader task, Headers record) {
        return task == null || task.getTraceparent().isEmpty() ? of(record) : headers(task);
    }

    /** Names the session of a task to those who get its work, so that their logs can. */
    static void nameSession(Headers headers, @Nullable String sessionId) {
        if (sessionId != null && !sessionId.isEmpty()) {
            headers.remove(TaskLog.SESSION_HEADER)
                    .add(TaskLog.SESSION_HEADER, sessionId.getBytes(StandardCharsets.UTF_8));
        }
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
