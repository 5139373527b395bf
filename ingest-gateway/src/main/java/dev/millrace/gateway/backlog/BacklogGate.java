package dev.millrace.gateway.backlog;

import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.intake.IntakeGate;
import dev.millrace.gateway.intake.Refusal;
import dev.millrace.gateway.intake.RefusedException;
import dev.millrace.gateway.metrics.GatewayMetric;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.submission.TaskPriority;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Takes no more tasks while too much waits, those of low priority first; lets everything pass when
 * nobody knows what waits.
 */
final class BacklogGate implements IntakeGate {

    private final Supplier<Optional<Backlog>> backlog;
    private final Bounds bounds;
    private final MeterRegistry meters;

    BacklogGate(Supplier<Optional<Backlog>> backlog, Bounds bounds, MeterRegistry meters) {
        this.backlog = backlog;
        this.bounds = bounds;
        this.meters = meters;
        // So that the first refusal is seen as a rise.
        for (TaskPriority priority : TaskPriority.values()) {
            refused(priority);
        }
    }

    @Override
    public NewTask pass(NewTask task, Caller caller) {
        backlog.get()
                .flatMap(waiting -> bounds.excess(waiting, Arrival.of(task)))
                .ifPresent(excess -> refuse(excess, task.priority()));
        return task;
    }

    private void refuse(Bounds.Excess excess, TaskPriority priority) {
        refused(priority).increment();
        throw new RefusedException(
                Refusal.OVERLOADED,
                excess.detail(),
                Map.of("Retry-After", Long.toString(excess.retryAfter().toSeconds())),
                List.of());
    }

    private Counter refused(TaskPriority priority) {
        return meters.counter(
                GatewayMetric.OVERLOAD_REFUSED.metricName(),
                GatewayMetric.PRIORITY_TAG,
                priority.name().toLowerCase(Locale.ROOT));
    }
}
