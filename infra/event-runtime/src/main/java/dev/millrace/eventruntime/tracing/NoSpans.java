package dev.millrace.eventruntime.tracing;

import dev.millrace.eventruntime.TraceParent;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** Traces are switched off: contexts go on as they come, and nothing is recorded. */
final class NoSpans implements Spans {

    @Override
    public boolean isOn() {
        return false;
    }

    @Override
    public void report(WorkSpan span) {}

    @Override
    public TraceParent begin(String traceId, String spanId) {
        return new TraceParent(traceId, spanId, TraceParent.NOT_RECORDED);
    }

    @Override
    public TraceParent following(@Nullable String header) {
        return TraceParent.following(header);
    }

    @Override
    public void within(TraceParent span, Runnable work) {
        work.run();
    }

    @Override
    public <K, V> Producer<K, V> traced(Producer<K, V> producer) {
        return producer;
    }
}
