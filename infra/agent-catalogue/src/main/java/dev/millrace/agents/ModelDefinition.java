package dev.millrace.agents;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A model with an endpoint of its own.
 *
 * @param name what agents call it
 * @param provider the interface of its endpoint
 * @param baseUrl where the endpoint is; absent for the provider's own
 * @param apiKey a reference to the variable that holds the key; absent for none
 * @param model what the provider calls it
 * @param price what it costs, when that is defined here; else see {@link PriceTable}
 * @param timeout the longest that a call may take; absent for the executor's setting
 * @param concurrency the most calls at a time; absent for the executor's setting
 */
public record ModelDefinition(
        String name,
        ModelProvider provider,
        @Nullable URI baseUrl,
        @Nullable EnvironmentText apiKey,
        String model,
        @Nullable Price price,
        @Nullable Duration timeout,
        @Nullable Integer concurrency) {}
