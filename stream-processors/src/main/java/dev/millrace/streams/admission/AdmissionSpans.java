package dev.millrace.streams.admission;

import dev.millrace.TaskError;
import dev.millrace.eventruntime.TaskLog;
import dev.millrace.eventruntime.TraceParent;
import dev.millrace.eventruntime.tracing.SpanAttributes;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.eventruntime.tracing.TraceIds;
import dev.millrace.eventruntime.tracing.WorkSpan;
import dev.millrace.schemas.Topics;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * The trace of a task at its beginning: the records of a task carry the context of its own span,
 * which only ends with the task.
 */
final class AdmissionSpans {

    private static final int MAX_TRACE_BYTES = 512;
    private static final String TRACE_STATE = "tracestate";

    private final Spans spans;

    AdmissionSpans(Spans spans) {
        this.spans = spans;
    }

    /** What goes on of a request's headers; others are the producer's own and of any size. */
    Headers onward(Headers request, Verdict verdict) {
        Headers kept = new RecordHeaders();
        if (spans.isOn()) {
            TraceParent admission = context(request, verdict);
            kept.add(TaskLog.TRACEPARENT, bytes(onward(admission, verdict)));
        } else {
            usable(request, TaskLog.TRACEPARENT).ifPresent(kept::add);
        }
        usable(request, TRACE_STATE).ifPresent(kept::add);
        return kept;
    }

    /** A task that is turned away has no span of its own. */
    private static TraceParent onward(TraceParent admission, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Admitted admitted ->
                    admission.child(TraceIds.ofTask(admitted.task().getTaskId()));
            case Verdict.Rejected _ -> admission;
        };
    }

    /** Tells of an admission, or that there was none. */
    void decided(Headers request, Verdict verdict, Instant began, Instant ended) {
        if (!spans.isOn()) {
            return;
        }
        String parent = parent(request).map(TraceParent::spanId).orElse(null);
        String topic = Topics.TASKS_REQUESTED.name();
        AttributesBuilder attributes =
                SpanAttributes.ofTask(verdict.event().getTaskId(), verdict.event().getTenantId())
                        .put(SpanAttributes.AGENT, verdict.event().getAgent());
        spans.report(
                new WorkSpan(
                        topic + " process",
                        SpanKind.CONSUMER,
                        context(request, verdict),
                        parent,
                        began,
                        ended.isBefore(began) ? began : ended,
                        SpanAttributes.consumed(attributes, topic).build(),
                        error(verdict)));
    }

    private static String error(Verdict verdict) {
        TaskError error = verdict.event().getError();
        return error == null ? "" : error.getType();
    }

    /** A request without a trace begins one, and the same one when it is read again. */
    private TraceParent context(Headers request, Verdict verdict) {
        String taskId = verdict.event().getTaskId();
        String span = TraceIds.ofAdmission(taskId);
        return parent(request)
                .map(parent -> parent.child(span))
                .orElseGet(() -> spans.begin(TraceIds.trace("task", taskId), span));
    }

    private static Optional<TraceParent> parent(Headers request) {
        return usable(request, TaskLog.TRACEPARENT)
                .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                .flatMap(TraceParent::parse);
    }

    private static Optional<Header> usable(Headers headers, String name) {
        return Optional.ofNullable(headers.lastHeader(name))
                .filter(header -> header.value() != null)
                .filter(header -> header.value().length <= MAX_TRACE_BYTES);
    }

    private static byte[] bytes(TraceParent context) {
        return context.toString().getBytes(StandardCharsets.UTF_8);
    }
}
