package dev.millrace.eventruntime.tracing;

import dev.millrace.eventruntime.TraceParent;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.instrumentation.kafkaclients.v2_6.KafkaTelemetry;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** Gives spans to OpenTelemetry, with the ids that they were promised. Thread-safe. */
final class ExportedSpans implements Spans, AutoCloseable {

    private final ToldIds ids;
    private final NoLooseRecords sampler;
    private final Tracer tracer;
    private final KafkaTelemetry kafka;
    private final Runnable close;

    /**
     * @param ids those of the tracer
     * @param sampler that of the tracer
     * @param close ends what the spans are given to
     */
    ExportedSpans(OpenTelemetry telemetry, ToldIds ids, NoLooseRecords sampler, Runnable close) {
        this.ids = ids;
        this.sampler = sampler;
        this.tracer = telemetry.getTracer("dev.millrace");
        this.kafka = KafkaTelemetry.create(telemetry);
        this.close = close;
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public void report(WorkSpan span) {
        if (!span.context().isRecorded()) {
            return;
        }
        ids.tell(span.context());
        try {
            Span told =
                    tracer.spanBuilder(span.name())
                            .setSpanKind(span.kind())
                            .setParent(parent(span))
                            .setStartTimestamp(span.start())
                            .setAllAttributes(span.attributes())
                            .startSpan();
            if (!span.error().isEmpty()) {
                told.setAttribute(SpanAttributes.ERROR, span.error());
                told.setStatus(StatusCode.ERROR);
            }
            told.end(span.end());
        } finally {
            ids.forget();
        }
    }

    private static Context parent(WorkSpan span) {
        String parentId = span.parentId();
        return parentId == null ? Context.root() : context(span.context().child(parentId));
    }

    private static Context context(TraceParent span) {
        return Context.root()
                .with(
                        Span.wrap(
                                SpanContext.createFromRemoteParent(
                                        span.traceId(),
                                        span.spanId(),
                                        span.isRecorded()
                                                ? TraceFlags.getSampled()
                                                : TraceFlags.getDefault(),
                                        TraceState.getDefault())));
    }

    @Override
    public TraceParent begin(String traceId, String spanId) {
        return new TraceParent(
                traceId,
                spanId,
                sampler.takes(traceId) ? TraceParent.RECORDED : TraceParent.NOT_RECORDED);
    }

    @Override
    public TraceParent following(@Nullable String header) {
        TraceParent next = TraceParent.following(header);
        return header == null || TraceParent.parse(header).isEmpty()
                ? begin(next.traceId(), next.spanId())
                : next;
    }

    @Override
    public void within(TraceParent span, Runnable work) {
        context(span).wrap(work).run();
    }

    @Override
    public <K, V> Producer<K, V> traced(Producer<K, V> producer) {
        return kafka.wrap(producer);
    }

    @Override
    public void close() {
        close.run();
    }
}
