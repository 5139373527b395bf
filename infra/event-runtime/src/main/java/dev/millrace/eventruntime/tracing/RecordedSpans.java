package dev.millrace.eventruntime.tracing;

import dev.millrace.eventruntime.TraceParent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** Keeps the spans that it is told of, for tests. Records every new trace. */
public final class RecordedSpans implements Spans {

    private final List<WorkSpan> told = new CopyOnWriteArrayList<>();

    /** In the order in which they were told. */
    public List<WorkSpan> told() {
        return List.copyOf(told);
    }

    @Override
    public boolean isOn() {
        return true;
    }

    @Override
    public void report(WorkSpan span) {
        if (span.context().isRecorded()) {
            told.add(span);
        }
    }

    @Override
    public TraceParent begin(String traceId, String spanId) {
        return new TraceParent(traceId, spanId, TraceParent.RECORDED);
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
        work.run();
    }

    @Override
    public <K, V> Producer<K, V> traced(Producer<K, V> producer) {
        return producer;
    }
}
