package dev.millrace.sink.metrics;

import dev.millrace.sink.document.Target;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** Counts and times what the sink does; thread-safe. */
public final class SinkMetrics {

    private final MeterRegistry registry;

    public SinkMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Work that can fail with one kind of checked exception. */
    public interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** Times a bulk request, whatever becomes of it. */
    public <T, E extends Exception> T timeBulk(Target target, Work<T, E> bulk) throws E {
        Timer.Sample sample = Timer.start(registry);
        try {
            return bulk.run();
        } finally {
            sample.stop(timer(SinkMetric.BULK, target));
        }
    }

    /** A document was stored so long after its record was written. */
    public void stored(Target target, Duration delay) {
        count(SinkMetric.STORED, target, SinkMetric.OUTCOME_TAG, "stored");
        timer(SinkMetric.DELAY, target).record(delay);
    }

    /** A document, or a newer one, was there already. */
    public void alreadyThere(Target target) {
        count(SinkMetric.STORED, target, SinkMetric.OUTCOME_TAG, "already-there");
    }

    /** A record could not be decoded. */
    public void undecodable(Target target) {
        count(SinkMetric.DEAD_LETTERED, target, SinkMetric.REASON_TAG, "undecodable");
    }

    /** A document was refused for good. */
    public void refused(Target target) {
        count(SinkMetric.DEAD_LETTERED, target, SinkMetric.REASON_TAG, "refused");
    }

    /** A batch has to be tried again. */
    public void retried(Target target) {
        registry.counter(SinkMetric.RETRIED.meterName(), SinkMetric.TARGET_TAG, target.label())
                .increment();
    }

    private void count(SinkMetric metric, Target target, String tag, String value) {
        registry.counter(metric.meterName(), SinkMetric.TARGET_TAG, target.label(), tag, value)
                .increment();
    }

    private Timer timer(SinkMetric metric, Target target) {
        return registry.timer(metric.meterName(), SinkMetric.TARGET_TAG, target.label());
    }
}
