package dev.millrace.eventruntime.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when the collector is away and when it is back, and that rarely: of the exporter's own words
 * there is one for each batch. Used by the one thread of the batches and those of the exporter.
 */
final class WatchedExporter implements SpanExporter {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedExporter.class);
    private static final Duration SILENCE = Duration.ofMinutes(10);

    private final SpanExporter exporter;
    private boolean away;
    private long warnedAt;

    WatchedExporter(SpanExporter exporter) {
        this.exporter = exporter;
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result = exporter.export(spans);
        int count = spans.size();
        return result.whenComplete(() -> ended(result, count));
    }

    private synchronized void ended(CompletableResultCode result, int spans) {
        if (result.isSuccess()) {
            if (away) {
                LOG.info("Traces reach the collector again");
            }
            away = false;
            warnedAt = 0;
        } else if (warnedAt == 0 || System.nanoTime() - warnedAt > SILENCE.toNanos()) {
            away = true;
            warnedAt = System.nanoTime();
            LOG.warn(
                    "Traces do not reach the collector ({}): {} spans were dropped, and those to"
                            + " come are until it is back; the tasks are not affected",
                    reason(result.getFailureThrowable()),
                    spans);
        }
    }

    private static String reason(@Nullable Throwable failure) {
        return failure == null ? "no reason given" : failure.toString();
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
