package dev.millrace.gateway.view;

import dev.millrace.gateway.metrics.GatewayMetric;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Wakes those who wait for a task, and counts what the view leaves aside. */
final class MeteredViewListener implements ViewListener {

    private final TaskWatch watch;
    private final Map<ViewDrop, Counter> dropped;
    private final Counter expired;

    MeteredViewListener(TaskWatch watch, MeterRegistry meters) {
        this.watch = watch;
        this.dropped =
                Arrays.stream(ViewDrop.values())
                        .collect(
                                Collectors.toMap(
                                        Function.identity(),
                                        reason ->
                                                meters.counter(
                                                        GatewayMetric.VIEW_DROPPED.metricName(),
                                                        GatewayMetric.REASON_TAG,
                                                        reason.tag()),
                                        (one, _) -> one,
                                        () -> new EnumMap<>(ViewDrop.class)));
        this.expired = meters.counter(GatewayMetric.VIEW_EXPIRED.metricName());
    }

    @Override
    public void changed(String taskId) {
        watch.changed(taskId);
    }

    @Override
    public void dropped(ViewDrop reason) {
        Counter counter = dropped.get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    @Override
    public void expired(int tasks) {
        expired.increment(tasks);
    }
}
