package dev.millrace.streams;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;

/**
 * A histogram by agent whose buckets may lie below 1. It is Prometheus' own: Micrometer's rounds
 * each value up to a whole number before it looks for the bucket. Thread-safe.
 */
final class FineHistogram {

    private final Histogram histogram;

    FineHistogram(StreamsMetric metric, double[] buckets, PrometheusRegistry registry) {
        histogram =
                Histogram.builder()
                        .name(PrometheusNaming.prometheusName(metric.id()))
                        .help(metric.description())
                        .labelNames(StreamsMetric.AGENT)
                        .classicOnly()
                        // Their classes are not there: Micrometer leaves them out.
                        .withoutExemplars()
                        .classicUpperBounds(buckets)
                        .register(registry);
    }

    /** Shows the agent before its first value, so that the first one is seen as a rise. */
    void show(String agent) {
        histogram.initLabelValues(agent);
    }

    void record(String agent, double value) {
        histogram.labelValues(agent).observe(value);
    }
}
