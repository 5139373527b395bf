package dev.millrace.streams.agent;

import dev.millrace.TaskError;
import dev.millrace.TaskResult;
import dev.millrace.eventruntime.TraceParent;
import dev.millrace.eventruntime.tracing.SpanAttributes;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.eventruntime.tracing.TraceIds;
import dev.millrace.eventruntime.tracing.WorkSpan;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Instant;
import org.apache.kafka.common.header.Headers;

/**
 * Tells of the span that lasts as long as a task. All other spans of the task name it as their
 * parent long before, so its id follows from the task's.
 */
final class TaskSpans {

    private static final String OPERATION = "invoke_agent";
    private static final String PROVIDER = "millrace";

    private final Spans spans;

    TaskSpans(Spans spans) {
        this.spans = spans;
    }

    /**
     * A task has its result.
     *
     * @param began when it was admitted
     * @param headers those of the task's records
     */
    void ended(TaskResult result, Instant began, Headers headers) {
        if (!spans.isOn()) {
            return;
        }
        // A task that was admitted while traces were off has no span.
        TraceParent.parse(Traces.text(headers))
                .filter(task -> task.spanId().equals(TraceIds.ofTask(result.getTaskId())))
                .ifPresent(task -> spans.report(span(result, began, task)));
    }

    private static WorkSpan span(TaskResult result, Instant began, TraceParent task) {
        Instant end = result.getCompletedAt();
        TaskError error = result.getError();
        return new WorkSpan(
                OPERATION + " " + result.getAgent(),
                SpanKind.INTERNAL,
                task,
                TraceIds.ofAdmission(result.getTaskId()),
                began.isAfter(end) ? end : began,
                end,
                attributes(result),
                error == null ? "" : error.getType());
    }

    private static Attributes attributes(TaskResult result) {
        AttributesBuilder attributes =
                SpanAttributes.ofTask(result.getTaskId(), result.getTenantId())
                        .put(SpanAttributes.STATE, result.getState().name().replace('_', '-'))
                        .put(SpanAttributes.STEPS, (long) result.getSteps())
                        .put(SpanAttributes.OPERATION, OPERATION)
                        .put(SpanAttributes.PROVIDER, PROVIDER)
                        .put(SpanAttributes.AGENT, result.getAgent())
                        .put(SpanAttributes.INPUT_TOKENS, result.getUsage().getInputTokens())
                        .put(SpanAttributes.OUTPUT_TOKENS, result.getUsage().getOutputTokens());
        if (!result.getModel().isEmpty()) {
            attributes.put(SpanAttributes.RESPONSE_MODEL, result.getModel());
        }
        if (result.getSessionId() != null) {
            attributes.put(SpanAttributes.CONVERSATION, result.getSessionId());
        }
        return attributes.build();
    }
}
