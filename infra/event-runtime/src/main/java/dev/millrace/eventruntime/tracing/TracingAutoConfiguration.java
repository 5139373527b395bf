package dev.millrace.eventruntime.tracing;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/** Gives a service the place where it tells of its spans. */
@AutoConfiguration
@EnableConfigurationProperties(TracingSettings.class)
public class TracingAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Spans spans(
            TracingSettings settings, @Value("${spring.application.name:millrace}") String name) {
        if (!settings.traces()) {
            return Spans.OFF;
        }
        return Telemetry.start(name, settings.instance().isBlank() ? name : settings.instance());
    }
}
