package dev.millrace.eventruntime.tracing;

import dev.millrace.eventruntime.TraceParent;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A piece of work that is over.
 *
 * @param name what was done, in few different words
 * @param context the trace, and the id of this span, which others may have named as their parent
 *     already
 * @param parentId the span that it belongs to; absent for the first of a trace
 * @param attributes never a prompt, an answer, or the parameters of a tool
 * @param error the type of what went wrong; empty when nothing did
 */
public record WorkSpan(
        String name,
        SpanKind kind,
        TraceParent context,
        @Nullable String parentId,
        Instant start,
        Instant end,
        Attributes attributes,
        String error) {

    /** Work that went well. */
    public WorkSpan(
            String name,
            SpanKind kind,
            TraceParent context,
            @Nullable String parentId,
            Instant start,
            Instant end,
            Attributes attributes) {
        this(name, kind, context, parentId, start, end, attributes, "");
    }
}
