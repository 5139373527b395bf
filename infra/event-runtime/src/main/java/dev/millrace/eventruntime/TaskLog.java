package dev.millrace.eventruntime;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Marks the log lines of the present thread with the task they are about, until closed: {@code
 * task.id}, {@code tenant.id} and, when known, {@code trace.id}.
 */
public final class TaskLog implements AutoCloseable {

    /** The header that carries the trace context across topics (W3C Trace Context). */
    public static final String TRACEPARENT = "traceparent";

    private static final String TASK = "task.id";
    private static final String TENANT = "tenant.id";
    private static final String TRACE = "trace.id";

    private TaskLog() {}

    /** Marks the lines with a task and, when the headers carry a trace context, with its trace. */
    public static TaskLog of(String taskId, String tenantId, @Nullable Headers headers) {
        Header trace = headers == null ? null : headers.lastHeader(TRACEPARENT);
        return of(taskId, tenantId, trace);
    }

    /** Marks the lines with a task and, when there is a header with it, with its trace. */
    public static TaskLog of(String taskId, String tenantId, @Nullable Header trace) {
        return of(
                taskId,
                tenantId,
                trace == null || trace.value() == null
                        ? ""
                        : new String(trace.value(), StandardCharsets.UTF_8));
    }

    /** Marks the lines with a task and, unless the trace context is malformed, with its trace. */
    public static TaskLog of(String taskId, String tenantId, String traceparent) {
        MDC.put(TASK, taskId);
        MDC.put(TENANT, tenantId);
        TraceParent.parse(traceparent).ifPresent(trace -> MDC.put(TRACE, trace.traceId()));
        return new TaskLog();
    }

    @Override
    public void close() {
        MDC.remove(TASK);
        MDC.remove(TENANT);
        MDC.remove(TRACE);
    }
}
