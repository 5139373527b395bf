package dev.millrace.gateway.limits;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How many requests an instance keeps open, as far as its heap carries them.
 *
 * @param streams the most streams of events
 * @param streamsPerTenant the most streams of events of one tenant; at most 85 % of all
 * @param waits the most callers that wait for the end of a task
 * @param waitsPerTenant the most waiting callers of one tenant; at most 85 % of all
 */
@Validated
@ConfigurationProperties("millrace.gateway.open")
public record OpenSettings(
        @Min(0) @DefaultValue("20000") int streams,
        @Min(0) @DefaultValue("20000") int streamsPerTenant,
        @Min(0) @DefaultValue("20000") int waits,
        @Min(0) @DefaultValue("20000") int waitsPerTenant) {}
