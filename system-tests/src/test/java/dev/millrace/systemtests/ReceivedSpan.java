package dev.millrace.systemtests;

import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A span as it came to the collector, with the service that sent it. */
record ReceivedSpan(Map<String, String> resource, Span span) {

    private static final HexFormat HEX = HexFormat.of();

    static ReceivedSpan of(Resource resource, Span span) {
        return new ReceivedSpan(texts(resource.getAttributesList()), span);
    }

    String service() {
        return resource.get("service.name");
    }

    String instance() {
        return resource.get("service.instance.id");
    }

    String traceId() {
        return HEX.formatHex(span.getTraceId().toByteArray());
    }

    String id() {
        return HEX.formatHex(span.getSpanId().toByteArray());
    }

    /** Empty for the first span of a trace. */
    String parentId() {
        return HEX.formatHex(span.getParentSpanId().toByteArray());
    }

    String name() {
        return span.getName();
    }

    String kind() {
        return span.getKind().name().replace("SPAN_KIND_", "");
    }

    long start() {
        return span.getStartTimeUnixNano();
    }

    long end() {
        return span.getEndTimeUnixNano();
    }

    Duration duration() {
        return Duration.ofNanos(end() - start());
    }

    Map<String, String> attributes() {
        return texts(span.getAttributesList());
    }

    private static Map<String, String> texts(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(KeyValue::getKey, one -> text(one.getValue())));
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> Long.toString(value.getIntValue());
            case BOOL_VALUE -> Boolean.toString(value.getBoolValue());
            case ARRAY_VALUE ->
                    value.getArrayValue().getValuesList().stream()
                            .map(ReceivedSpan::text)
                            .collect(Collectors.joining(","));
            case DOUBLE_VALUE -> Double.toString(value.getDoubleValue());
            case KVLIST_VALUE, BYTES_VALUE, STRING_VALUE_STRINDEX, VALUE_NOT_SET ->
                    value.toString();
        };
    }
}
