package dev.millrace.eventruntime.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.BooleanSupplier;

/**
 * Shows to Prometheus what orchestrators ask for: whether a service can work. It is found out anew
 * at each scrape.
 */
public final class ReadinessMeter implements MeterBinder {

    private final BooleanSupplier ready;

    public ReadinessMeter(BooleanSupplier ready) {
        this.ready = ready;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(RuntimeMetric.READY.id(), () -> ready.getAsBoolean() ? 1 : 0)
                .description(RuntimeMetric.READY.description())
                .register(registry);
    }
}
