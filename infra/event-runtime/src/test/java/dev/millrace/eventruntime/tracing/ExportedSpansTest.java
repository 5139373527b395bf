package dev.millrace.eventruntime.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.eventruntime.TraceParent;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class ExportedSpansTest {

    private static final Instant START = Instant.parse("2026-01-01T10:00:00.123456Z");
    private static final Instant END = START.plusMillis(2_500);
    private static final TraceParent TASK =
            new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", "01");

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

    @Test
    void aSpanHasTheIdsAndTheTimesThatItIsToldWith() {
        spans(1).report(span(TASK, "1111111111111111", ""));

        SpanData span = exported().getFirst();
        assertThat(span.getTraceId()).isEqualTo(TASK.traceId());
        assertThat(span.getSpanId()).isEqualTo(TASK.spanId());
        assertThat(span.getParentSpanId()).isEqualTo("1111111111111111");
        assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(Instant.ofEpochSecond(0, span.getStartEpochNanos())).isEqualTo(START);
        assertThat(Instant.ofEpochSecond(0, span.getEndEpochNanos())).isEqualTo(END);
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    }

    @Test
    void aSpanThatIsToldTwiceHasTheSameIds() {
        ExportedSpans spans = spans(1);
        spans.report(span(TASK, null, ""));
        spans.report(span(TASK, null, ""));

        assertThat(exported().getFirst().getSpanContext())
                .isEqualTo(exported().getLast().getSpanContext());
    }

    @Test
    void aFailureHasItsType() {
        spans(1).report(span(TASK, null, "timeout"));

        SpanData span = exported().getFirst();
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getAttributes().get(SpanAttributes.ERROR)).isEqualTo("timeout");
    }

    @Test
    void aTraceThatItsCallerDoesNotRecordIsNotRecordedHere() {
        ExportedSpans spans = spans(1);
        TraceParent next = spans.following("00-" + TASK.traceId() + "-00f067aa0ba902b7-00");
        spans.report(span(next, "00f067aa0ba902b7", ""));

        assertThat(next.traceId()).isEqualTo(TASK.traceId());
        assertThat(exported()).isEmpty();
    }

    @Test
    void ofNewTracesAShareIsRecordedAndEachWholly() {
        ExportedSpans spans = spans(0.25);
        List<TraceParent> begun =
                Stream.generate(() -> TraceIds.trace(UUID.randomUUID().toString()))
                        .limit(1_000)
                        .map(id -> spans.begin(id, "2222222222222222"))
                        .toList();
        begun.forEach(first -> spans.report(span(first, null, "")));
        begun.forEach(
                first -> spans.report(span(first.child("3333333333333333"), first.spanId(), "")));

        long recorded = begun.stream().filter(TraceParent::isRecorded).count();
        assertThat(recorded).isBetween(150L, 350L);
        assertThat(exported()).hasSize(Math.toIntExact(2 * recorded));
        assertThat(begun).allSatisfy(it -> assertThat(spans.begin(it.traceId(), "1")).isNotNull());
    }

    @Test
    void aRequestWithoutATraceBeginsOneThatTheSamplerDecidesOn() {
        assertThat(spans(1).following(null).isRecorded()).isTrue();
        assertThat(spans(1).following("garbage").isRecorded()).isTrue();
        assertThat(spans(0).following(null).isRecorded()).isFalse();
    }

    @Test
    void aRecordThatIsSentWithinASpanIsItsChildAndCarriesTheContext() {
        ExportedSpans spans = spans(1);
        MockProducer<byte[], byte[]> sent = producer();
        try (Producer<byte[], byte[]> traced = spans.traced(sent)) {
            spans.within(TASK, () -> send(traced, "agents.tasks.requested"));
        }

        SpanData span = exported().getFirst();
        assertThat(span.getName()).isEqualTo("agents.tasks.requested publish");
        assertThat(span.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(span.getParentSpanId()).isEqualTo(TASK.spanId());
        assertThat(header(sent)).isEqualTo("00-" + TASK.traceId() + "-" + span.getSpanId() + "-01");
    }

    @Test
    void aRecordThatIsSentForNoTaskMakesNoTrace() {
        ExportedSpans spans = spans(1);
        try (Producer<byte[], byte[]> traced = spans.traced(producer())) {
            send(traced, "agents.audit.recorded");
        }

        assertThat(exported()).isEmpty();
    }

    private static MockProducer<byte[], byte[]> producer() {
        return new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void send(Producer<byte[], byte[]> producer, String topic) {
        var _ = producer.send(new ProducerRecord<>(topic, new byte[] {1}));
    }

    private static String header(MockProducer<byte[], byte[]> sent) {
        return new String(
                sent.history().getFirst().headers().lastHeader("traceparent").value(),
                StandardCharsets.UTF_8);
    }

    private List<SpanData> exported() {
        return exporter.getFinishedSpanItems();
    }

    private static WorkSpan span(TraceParent context, String parentId, String error) {
        return new WorkSpan(
                "chat big",
                SpanKind.CLIENT,
                context,
                parentId,
                START,
                END,
                Attributes.empty(),
                error);
    }

    private ExportedSpans spans(double share) {
        ToldIds ids = new ToldIds();
        NoLooseRecords sampler =
                new NoLooseRecords(Sampler.parentBased(Sampler.traceIdRatioBased(share)));
        OpenTelemetrySdk sdk =
                OpenTelemetrySdk.builder()
                        .setTracerProvider(
                                SdkTracerProvider.builder()
                                        .setIdGenerator(ids)
                                        .setSampler(sampler)
                                        .addSpanProcessor(SimpleSpanProcessor.create(exporter))
                                        .build())
                        .setPropagators(
                                io.opentelemetry.context.propagation.ContextPropagators.create(
                                        io.opentelemetry.api.trace.propagation
                                                .W3CTraceContextPropagator.getInstance()))
                        .build();
        return new ExportedSpans(sdk, ids, sampler, sdk::close);
    }
}
