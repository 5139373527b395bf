package dev.millrace.eventruntime.tracing;

import dev.millrace.eventruntime.TraceParent;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** Where a service tells of the spans of its work. Thread-safe; telling never waits. */
public interface Spans {

    /** Nobody wants to know. */
    Spans OFF = new NoSpans();

    /** Whether spans go anywhere. */
    boolean isOn();

    /** Tells of a piece of work that is over; passed over when its trace is not recorded. */
    void report(WorkSpan span);

    /**
     * The first piece of work of a trace of this id; whether the trace is recorded is decided here,
     * and the same for each time that it is asked.
     */
    TraceParent begin(String traceId, String spanId);

    /** The next piece of work in the trace that a header names, or the first of a new trace. */
    TraceParent following(@Nullable String header);

    /** Does something; what traced producers send meanwhile on this thread belongs to the span. */
    void within(TraceParent span, Runnable work);

    /**
     * The same producer, which tells of each record that it sends {@linkplain #within within} a
     * span and puts the context of the new span into the record's headers.
     */
    <K, V> Producer<K, V> traced(Producer<K, V> producer);
}
