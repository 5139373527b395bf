package dev.millrace.eventruntime.tracing;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Whether traces are sent; where to and how many, the variables of OpenTelemetry tell, such as
 * {@code OTEL_EXPORTER_OTLP_ENDPOINT}.
 *
 * @param traces whether spans are sent
 * @param instance tells the instances of a service apart; empty: its name alone
 */
@ConfigurationProperties("millrace")
public record TracingSettings(
        @DefaultValue("false") boolean traces, @DefaultValue("") String instance) {}
