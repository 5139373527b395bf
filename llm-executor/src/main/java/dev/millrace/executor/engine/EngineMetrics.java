package dev.millrace.executor.engine;

import dev.millrace.eventruntime.metrics.LatencyBuckets;
import dev.millrace.executor.metrics.ExecutorMetric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Counts what one engine does. */
final class EngineMetrics {

    private final MeterRegistry registry;
    private final String kind;
    private final Map<String, AtomicLong> backlogByTopic = new ConcurrentHashMap<>();

    EngineMetrics(MeterRegistry registry, String kind) {
        this.registry = registry;
        this.kind = kind;
        // So that the first one is seen as a rise.
        counter(ExecutorMetric.CALL_REPEATS);
    }

    void count(ExecutorMetric metric) {
        counter(metric).increment();
    }

    void count(ExecutorMetric metric, int times) {
        counter(metric).increment(times);
    }

    void skipped(String reason) {
        Counter.builder(ExecutorMetric.WORK_SKIPPED.id())
                .description(ExecutorMetric.WORK_SKIPPED.description())
                .tag(ExecutorMetric.KIND, kind)
                .tag(ExecutorMetric.REASON, reason)
                .register(registry)
                .increment();
    }

    void completed(String result) {
        Counter.builder(ExecutorMetric.WORK_COMPLETED.id())
                .description(ExecutorMetric.WORK_COMPLETED.description())
                .tag(ExecutorMetric.KIND, kind)
                .tag(ExecutorMetric.RESULT, result)
                .register(registry)
                .increment();
    }

    void called(String result, Duration duration) {
        Timer.builder(ExecutorMetric.CALL_DURATION.id())
                .description(ExecutorMetric.CALL_DURATION.description())
                .tag(ExecutorMetric.KIND, kind)
                .tag(ExecutorMetric.RESULT, result)
                .serviceLevelObjectives(LatencyBuckets.bounds())
                .register(registry)
                .record(duration);
    }

    void gauge(ExecutorMetric metric, Supplier<Number> value) {
        Gauge.builder(metric.id(), value)
                .description(metric.description())
                .tag(ExecutorMetric.KIND, kind)
                .register(registry);
    }

    void gauge(ExecutorMetric metric, String topic, Supplier<Number> value) {
        Gauge.builder(metric.id(), value)
                .description(metric.description())
                .tag(ExecutorMetric.KIND, kind)
                .tag(ExecutorMetric.TOPIC, topic)
                .register(registry);
    }

    void backlog(String topic, long records) {
        backlogByTopic.computeIfAbsent(topic, this::backlogGauge).set(records);
    }

    private AtomicLong backlogGauge(String topic) {
        AtomicLong backlog = new AtomicLong();
        Gauge.builder(ExecutorMetric.WORK_BACKLOG.id(), backlog, AtomicLong::get)
                .description(ExecutorMetric.WORK_BACKLOG.description())
                .tag(ExecutorMetric.KIND, kind)
                .tag(ExecutorMetric.TOPIC, topic)
                .register(registry);
        return backlog;
    }

    private Counter counter(ExecutorMetric metric) {
        return Counter.builder(metric.id())
                .description(metric.description())
                .tag(ExecutorMetric.KIND, kind)
                .register(registry);
    }
}
