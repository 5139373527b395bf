package dev.millrace.sink.metrics;

import dev.millrace.eventruntime.metrics.LatencyBuckets;
import dev.millrace.sink.document.Target;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** Counts and times what the sink does; thread-safe. */
public final class SinkMetrics {

    private final MeterRegistry registry;
    private final Clock clock;
    private final Map<Target, Instant> oldestHeld = new ConcurrentHashMap<>();

    public SinkMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        showZeros();
    }

    /** The first of what should never happen is to be seen as a rise. */
    private void showZeros() {
        unstoredLetters();
        for (Target target : Target.values()) {
            for (RetryReason reason : RetryReason.values()) {
                retries(target, reason);
            }
        }
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

    /** Shows from now on how old the oldest record is that is read and not stored. */
    public void showAge(Target target) {
        gauge(SinkMetric.BEHIND_SECONDS, target, () -> age(target));
    }

    /** Shows from now on how many records are not stored. */
    public void showBehind(Target target, DoubleSupplier records) {
        gauge(SinkMetric.BEHIND_RECORDS, target, records);
    }

    /** Records are read, the oldest of which was written then. */
    public void holds(Target target, Instant oldest) {
        oldestHeld.put(target, oldest);
    }

    /** Everything that was read is stored, or a dead letter. */
    public void holdsNothing(Target target) {
        oldestHeld.remove(target);
    }

    /** A document was stored so long after its record was written. */
    public void stored(Target target, Duration delay) {
        stored(target, "stored");
        timer(SinkMetric.DELAY, target).record(delay);
    }

    /** A document, or a newer one, was there already. */
    public void alreadyThere(Target target) {
        stored(target, "already-there");
    }

    /** A dead letter could not be stored. */
    public void unstored() {
        unstoredLetters().increment();
    }

    private Counter unstoredLetters() {
        return Counter.builder(SinkMetric.UNSTORED.meterName())
                .description(SinkMetric.UNSTORED.description())
                .register(registry);
    }

    /** A batch has to be tried again. */
    public void retried(Target target, RetryReason reason) {
        retries(target, reason).increment();
    }

    private Counter retries(Target target, RetryReason reason) {
        return Counter.builder(SinkMetric.RETRIED.meterName())
                .description(SinkMetric.RETRIED.description())
                .tag(SinkMetric.TARGET_TAG, target.label())
                .tag(SinkMetric.REASON_TAG, reason.label())
                .register(registry);
    }

    private double age(Target target) {
        Instant oldest = oldestHeld.get(target);
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1e3);
    }

    private void stored(Target target, String outcome) {
        Counter.builder(SinkMetric.STORED.meterName())
                .description(SinkMetric.STORED.description())
                .tag(SinkMetric.TARGET_TAG, target.label())
                .tag(SinkMetric.OUTCOME_TAG, outcome)
                .register(registry)
                .increment();
    }

    private void gauge(SinkMetric metric, Target target, DoubleSupplier value) {
        Gauge.builder(metric.meterName(), value::getAsDouble)
                .description(metric.description())
                .tag(SinkMetric.TARGET_TAG, target.label())
                .register(registry);
    }

    private Timer timer(SinkMetric metric, Target target) {
        return Timer.builder(metric.meterName())
                .description(metric.description())
                .tag(SinkMetric.TARGET_TAG, target.label())
                .serviceLevelObjectives(LatencyBuckets.bounds())
                .register(registry);
    }
}
