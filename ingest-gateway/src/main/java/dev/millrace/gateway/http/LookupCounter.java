package dev.millrace.gateway.http;

import dev.millrace.gateway.metrics.GatewayMetric;
import dev.millrace.gateway.view.TaskView.Lookup;
import io.micrometer.core.instrument.MeterRegistry;

/** Counts what questions for tasks gave. */
final class LookupCounter {

    private final MeterRegistry meters;

    LookupCounter(MeterRegistry meters) {
        this.meters = meters;
    }

    void count(Lookup lookup) {
        String outcome =
                switch (lookup) {
                    case Lookup.Found _ -> "found";
                    case Lookup.Unknown _ -> "unknown";
                    case Lookup.Unavailable _ -> "unavailable";
                };
        meters.counter(GatewayMetric.LOOKUPS.metricName(), GatewayMetric.OUTCOME_TAG, outcome)
                .increment();
    }
}
