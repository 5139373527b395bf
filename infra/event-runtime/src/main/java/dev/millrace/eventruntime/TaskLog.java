package dev.millrace.eventruntime;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern TRACEPARENT_FORMAT =
            Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}.*");

    private TaskLog() {}

    /** Marks the lines with a task and, when the headers carry a trace context, with its trace. */
    public static TaskLog of(String taskId, String tenantId, @Nullable Headers headers) {
        MDC.put(TASK, taskId);
        MDC.put(TENANT, tenantId);
        Header header = headers == null ? null : headers.lastHeader(TRACEPARENT);
        if (header != null && header.value() != null) {
            Matcher matcher =
                    TRACEPARENT_FORMAT.matcher(new String(header.value(), StandardCharsets.UTF_8));
            if (matcher.matches()) {
                MDC.put(TRACE, matcher.group(1));
            }
        }
        return new TaskLog();
    }

    @Override
    public void close() {
        MDC.remove(TASK);
        MDC.remove(TENANT);
        MDC.remove(TRACE);
    }
}
