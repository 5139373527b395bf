package dev.millrace.eventruntime.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/** Passes over records that are sent for no task: each would be a trace of its own. */
record NoLooseRecords(Sampler sampler) implements Sampler {

    @Override
    public SamplingResult shouldSample(
            Context parent,
            String traceId,
            String name,
            SpanKind kind,
            Attributes attributes,
            List<LinkData> links) {
        boolean loose =
                kind == SpanKind.PRODUCER && !Span.fromContext(parent).getSpanContext().isValid();
        return loose
                ? SamplingResult.drop()
                : sampler.shouldSample(parent, traceId, name, kind, attributes, links);
    }

    @Override
    public String getDescription() {
        return "NoLooseRecords{" + sampler.getDescription() + "}";
    }

    /** Whether a trace that begins with this id is recorded. */
    boolean takes(String traceId) {
        return shouldSample(
                                Context.root(),
                                traceId,
                                "",
                                SpanKind.INTERNAL,
                                Attributes.empty(),
                                List.of())
                        .getDecision()
                == SamplingDecision.RECORD_AND_SAMPLE;
    }
}
