package dev.millrace.executor.engine;

import dev.millrace.eventruntime.TraceParent;
import dev.millrace.eventruntime.tracing.SpanAttributes;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.eventruntime.tracing.TraceIds;
import dev.millrace.eventruntime.tracing.WorkSpan;
import dev.millrace.executor.engine.WorkKind.Call;
import dev.millrace.executor.engine.WorkKind.Outcome;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;

/**
 * Tells of the spans of work, once they are over: one from a record's coming until its outcome is
 * acknowledged, and in it that of the call. No span is kept while work waits or runs. Thread-safe.
 */
final class WorkSpans<I extends SpecificRecord, O extends SpecificRecord> {

    private final WorkKind<I, O> kind;
    private final Spans spans;
    private final Clock clock;

    WorkSpans(WorkKind<I, O> kind, Spans spans, Clock clock) {
        this.kind = kind;
        this.spans = spans;
        this.clock = clock;
    }

    /** A call has ended. */
    void called(Item<I> item, Call call, Outcome<O> outcome) {
        parent(item)
                .ifPresent(
                        task -> {
                            CallSpan shape = kind.span(item.work(), outcome);
                            spans.report(
                                    new WorkSpan(
                                            shape.name(),
                                            shape.spanKind(),
                                            task.child(TraceIds.span("call", call.id())),
                                            processId(call),
                                            call.startedAt(),
                                            notBefore(call.startedAt()),
                                            task(item).putAll(shape.attributes()).build(),
                                            error(outcome)));
                        });
    }

    /** The outcome of a record is acknowledged. */
    void reported(Item<I> item, Call call, Outcome<O> outcome) {
        parent(item)
                .ifPresent(
                        task ->
                                spans.report(
                                        new WorkSpan(
                                                topic(item) + " process",
                                                SpanKind.CONSUMER,
                                                task.child(processId(call)),
                                                task.spanId(),
                                                item.takenAt(),
                                                notBefore(item.takenAt()),
                                                consumed(item, call),
                                                error(outcome))));
    }

    private Attributes consumed(Item<I> item, Call call) {
        Duration waited = Duration.between(item.takenAt(), call.startedAt());
        return SpanAttributes.consumed(task(item), topic(item))
                .put(SpanAttributes.WAITED, Math.max(0, waited.toMillis()))
                .build();
    }

    private AttributesBuilder task(Item<I> item) {
        return SpanAttributes.ofTask(kind.taskId(item.work()), kind.tenantId(item.work()));
    }

    private Instant notBefore(Instant start) {
        Instant now = clock.instant();
        return now.isBefore(start) ? start : now;
    }

    private static String processId(Call call) {
        return TraceIds.span("process", call.id());
    }

    private static String topic(Item<?> item) {
        return item.ticket().partition().topic();
    }

    private static String error(Outcome<?> outcome) {
        return outcome.result().equals(Outcome.OK) ? "" : outcome.result();
    }

    private Optional<TraceParent> parent(Item<I> item) {
        return spans.isOn()
                ? item.trace()
                        .filter(header -> header.value() != null)
                        .map(header -> new String(header.value(), StandardCharsets.UTF_8))
                        .flatMap(TraceParent::parse)
                        .filter(TraceParent::isRecorded)
                : Optional.empty();
    }
}
