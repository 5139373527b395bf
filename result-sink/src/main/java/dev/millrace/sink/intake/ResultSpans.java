package dev.millrace.sink.intake;

import dev.millrace.eventruntime.tracing.SpanAttributes;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.eventruntime.tracing.TraceIds;
import dev.millrace.eventruntime.tracing.WorkSpan;
import dev.millrace.sink.document.Document;
import dev.millrace.sink.document.Fields;
import dev.millrace.sink.document.Target;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Tells of the last span of a task: its result becomes a document. Others have none. */
final class ResultSpans {

    static final String REFUSED = "refused";

    private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("db.system.name");
    private static final AttributeKey<String> OPERATION =
            AttributeKey.stringKey("db.operation.name");
    private static final AttributeKey<String> COLLECTION =
            AttributeKey.stringKey("db.collection.name");

    private final Spans spans;

    ResultSpans(Spans spans) {
        this.spans = spans;
    }

    /**
     * @param began when the record came
     * @param error why there is no document; empty when there is one
     */
    void ended(
            ConsumerRecord<byte[], byte[]> source,
            Document document,
            Instant began,
            Instant ended,
            String error) {
        if (!spans.isOn() || document.target() != Target.RESULTS) {
            return;
        }
        RecordTrace.of(source)
                .ifPresent(
                        parent ->
                                spans.report(
                                        new WorkSpan(
                                                source.topic() + " process",
                                                SpanKind.CONSUMER,
                                                parent.child(id(source)),
                                                parent.spanId(),
                                                began,
                                                ended,
                                                attributes(source, document),
                                                error)));
    }

    /** The same when the record comes again. */
    private static String id(ConsumerRecord<byte[], byte[]> source) {
        return TraceIds.span(
                source.topic(),
                Integer.toString(source.partition()),
                Long.toString(source.offset()));
    }

    private static Attributes attributes(ConsumerRecord<byte[], byte[]> source, Document document) {
        AttributesBuilder attributes =
                SpanAttributes.ofTask(document.id(), tenant(document.fields()))
                        .put(SYSTEM, "elasticsearch")
                        .put(OPERATION, "bulk")
                        .put(COLLECTION, document.target().destination());
        return SpanAttributes.consumed(attributes, source.topic()).build();
    }

    private static String tenant(Fields fields) {
        return fields instanceof Fields.OfResult result && result.tenant() != null
                ? result.tenant().id()
                : "";
    }
}
