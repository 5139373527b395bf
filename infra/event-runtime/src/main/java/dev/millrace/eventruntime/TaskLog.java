package dev.millrace.eventruntime;

import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Marks the log lines of the present thread with the task they are about, until closed: {@code
 * task.id}, {@code tenant.id} and, when known, {@code session.id}, {@code trace.id} and {@code
 * span.id}. What the thread was marked with before comes back then.
 */
public final class TaskLog implements AutoCloseable {

    /** The header that carries the trace context across topics (W3C Trace Context). */
    public static final String TRACEPARENT = "traceparent";

    /** The header that names the session of a record's task. */
    public static final String SESSION_HEADER = "millrace.session";

    private static final String TASK = "task.id";
    private static final String TENANT = "tenant.id";
    private static final String SESSION = "session.id";
    private static final String TRACE = "trace.id";
    private static final String SPAN = "span.id";
    private static final int MAX_CHARACTERS = 256;
    private static final Set<String> KEYED_BY_TENANT =
            names(
                    Topics.TASKS_REQUESTED,
                    Topics.USAGE_RECORDED,
                    Topics.AUDIT_RECORDED,
                    Topics.LIMITS_CONSUMED);
    private static final Set<String> KEYED_BY_NEITHER =
            names(Topics.IDEMPOTENCY_CLAIMED, Topics.KEYS_RECORDED);
    private static final Set<String> KEYED =
            Topics.all().stream().map(Topic::name).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> ALL = Set.of(TASK, TENANT, SESSION, TRACE, SPAN);

    private final Map<String, @Nullable String> before = new HashMap<>();

    private TaskLog(Map<String, @Nullable String> ids) {
        for (String name : ALL) {
            before.put(name, MDC.get(name));
            put(name, ids.get(name));
        }
    }

    /** Marks the lines with a task and what the headers of a record tell of trace and session. */
    public static TaskLog of(String taskId, String tenantId, @Nullable Headers headers) {
        TaskLog log = of(taskId, tenantId, headers == null ? null : text(headers, TRACEPARENT));
        String session = headers == null ? null : text(headers, SESSION_HEADER);
        return session == null ? log : log.session(session);
    }

    /** Marks the lines with a task and, unless the trace context is malformed, with its trace. */
    public static TaskLog of(String taskId, String tenantId, @Nullable String traceparent) {
        Map<String, @Nullable String> ids = new HashMap<>();
        ids.put(TASK, taskId);
        ids.put(TENANT, tenantId);
        if (traceparent != null) {
            TraceParent.parse(traceparent)
                    .ifPresent(
                            trace -> {
                                ids.put(TRACE, trace.traceId());
                                ids.put(SPAN, trace.spanId());
                            });
        }
        return new TaskLog(ids);
    }

    /** Marks the lines with what key and headers tell of a record that cannot be read. */
    public static TaskLog ofRecord(
            String topic, byte @Nullable [] rawKey, @Nullable Headers headers) {
        String key = rawKey == null ? "" : new String(rawKey, StandardCharsets.UTF_8);
        boolean known = KEYED.contains(topic) && !KEYED_BY_NEITHER.contains(topic);
        if (!known || key.length() > MAX_CHARACTERS) {
            return of("", "", headers);
        }
        // Batches of chunks are numbered.
        return KEYED_BY_TENANT.contains(topic)
                ? of("", key, headers)
                : of(key.replaceFirst("#\\d+$", ""), "", headers);
    }

    /** Marks the lines with the session of the task as well, if it has one. */
    public TaskLog session(@Nullable String sessionId) {
        put(SESSION, sessionId);
        return this;
    }

    /** Work for another thread, whose lines are to be marked like those of this one. */
    public static Runnable carriedBy(Runnable work) {
        Map<String, @Nullable String> ids = new HashMap<>();
        ALL.forEach(name -> ids.put(name, MDC.get(name)));
        return () -> {
            try (TaskLog _ = new TaskLog(ids)) {
                work.run();
            }
        };
    }

    private static Set<String> names(Topic<?, ?>... topics) {
        return Arrays.stream(topics).map(Topic::name).collect(Collectors.toUnmodifiableSet());
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? null
                : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void put(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            MDC.remove(name);
        } else {
            // Outsiders choose some of the ids.
            MDC.put(
                    name,
                    value.length() <= MAX_CHARACTERS ? value : value.substring(0, MAX_CHARACTERS));
        }
    }

    @Override
    public void close() {
        before.forEach(TaskLog::put);
    }
}
