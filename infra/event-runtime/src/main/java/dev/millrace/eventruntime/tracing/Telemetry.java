package dev.millrace.eventruntime.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** Starts OpenTelemetry's SDK, which reads the {@code OTEL_} variables itself. */
final class Telemetry {

    private static final AttributeKey<String> INSTANCE =
            AttributeKey.stringKey("service.instance.id");

    /** What a stop waits for the last spans, at most. */
    private static final long FLUSH_SECONDS = 2;

    private Telemetry() {}

    /**
     * @param service the name of the service
     * @param instance tells the instances of the service apart
     */
    static ExportedSpans start(String service, String instance) {
        ToldIds ids = new ToldIds();
        AtomicReference<NoLooseRecords> used = new AtomicReference<>();
        OpenTelemetrySdk sdk =
                AutoConfiguredOpenTelemetrySdk.builder()
                        .disableShutdownHook()
                        .addPropertiesSupplier(() -> defaults(service))
                        .addResourceCustomizer((resource, _) -> named(instance).merge(resource))
                        .addSamplerCustomizer(
                                (sampler, _) -> {
                                    NoLooseRecords wrapped = new NoLooseRecords(sampler);
                                    used.set(wrapped);
                                    return wrapped;
                                })
                        .addSpanExporterCustomizer((exporter, _) -> new WatchedExporter(exporter))
                        .addTracerProviderCustomizer((provider, _) -> provider.setIdGenerator(ids))
                        .build()
                        .getOpenTelemetrySdk();
        return new ExportedSpans(
                sdk, ids, used.get(), () -> sdk.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS));
    }

    /** What a variable that is not set means. */
    private static Map<String, String> defaults(String service) {
        return Map.of(
                "otel.service.name", service,
                "otel.traces.exporter", "otlp",
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none",
                "otel.exporter.otlp.protocol", "http/protobuf",
                "otel.propagators", "tracecontext",
                "otel.traces.sampler", "parentbased_traceidratio",
                "otel.traces.sampler.arg", "1.0",
                // Room for some seconds of a busy service; what is more is dropped.
                "otel.bsp.max.queue.size", "16384",
                "otel.bsp.max.export.batch.size", "1024");
    }

    private static Resource named(String instance) {
        return Resource.create(Attributes.of(INSTANCE, instance));
    }
}
