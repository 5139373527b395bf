package dev.millrace.gateway.limits;

import dev.millrace.gateway.metrics.GatewayMetric;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what holds callers to their limits. */
@Configuration(proxyBeanMethods = false)
class LimitsConfiguration {

    @Bean
    OpenRequests openRequests(OpenSettings settings, MeterRegistry meters) {
        OpenRequests open = new OpenRequests(settings);
        for (OpenRequests.Kind kind : OpenRequests.Kind.values()) {
            Gauge.builder(
                            GatewayMetric.OPEN_REQUESTS.metricName(),
                            open,
                            requests -> requests.count(kind))
                    .tag(GatewayMetric.KIND_TAG, kind.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
        return open;
    }
}
