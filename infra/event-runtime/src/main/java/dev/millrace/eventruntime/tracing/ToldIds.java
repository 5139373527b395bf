package dev.millrace.eventruntime.tracing;

import dev.millrace.eventruntime.TraceParent;
import io.opentelemetry.sdk.trace.IdGenerator;
import org.jspecify.annotations.Nullable;

/** Gives the next span of a thread the ids that it is told, and random ones to all others. */
final class ToldIds implements IdGenerator {

    private static final ThreadLocal<@Nullable TraceParent> TOLD = new ThreadLocal<>();

    private final IdGenerator others = IdGenerator.random();

    void tell(TraceParent next) {
        TOLD.set(next);
    }

    void forget() {
        TOLD.remove();
    }

    @Override
    public String generateSpanId() {
        TraceParent next = TOLD.get();
        return next == null ? others.generateSpanId() : next.spanId();
    }

    @Override
    public String generateTraceId() {
        TraceParent next = TOLD.get();
        return next == null ? others.generateTraceId() : next.traceId();
    }
}
