package dev.millrace.eventruntime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ReadinessMeterTest {

    @Test
    void aServiceThatBecomesReadyAndCeasesToBeIsSeenSo() {
        AtomicBoolean ready = new AtomicBoolean();
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new ReadinessMeter(ready::get).bindTo(registry);

        assertThat(registry.scrape()).contains("millrace_ready 0.0");
        ready.set(true);
        assertThat(registry.scrape()).contains("millrace_ready 1.0");
        ready.set(false);
        assertThat(registry.scrape()).contains("millrace_ready 0.0");
    }
}
