package dev.millrace.executor.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets up what several parts of the executor measure together. */
@Configuration(proxyBeanMethods = false)
public class MetricsConfiguration {

    @Bean
    CallsInFlight callsInFlight(MeterRegistry meters) {
        return new CallsInFlight(meters);
    }

    @Bean
    GenAiMetrics genAiMetrics(MeterRegistry meters, CallsInFlight inFlight) {
        return new GenAiMetrics(meters, inFlight);
    }
}
