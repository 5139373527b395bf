package dev.millrace.executor.model;

import dev.millrace.agents.EnvironmentText;
import dev.millrace.agents.ModelDefinition;
import java.time.Duration;
import java.util.Objects;

/**
 * How an endpoint is reached.
 *
 * @param name {@code default}, or the name of the model that is declared with it
 * @param url where the provider is
 * @param apiKey its key; empty for none
 * @param model the model that is asked when a turn does not name one of this endpoint
 * @param connectTimeout the most time until a connection stands
 * @param timeout the longest that a call may take
 * @param concurrency the most calls at a time
 */
record EndpointSettings(
        String name,
        ModelProperties.Provider provider,
        String url,
        String apiKey,
        String model,
        Duration connectTimeout,
        Duration timeout,
        int concurrency) {

    static EndpointSettings of(ModelProperties properties) {
        return new EndpointSettings(
                ModelEndpoints.DEFAULT,
                properties.provider(),
                properties.url(),
                properties.apiKey(),
                properties.defaultModel(),
                properties.connectTimeout(),
                properties.timeout(),
                properties.concurrency());
    }

    /**
     * @param otherwise for what a definition leaves open
     */
    static EndpointSettings of(
            ModelDefinition definition,
            ModelProperties otherwise,
            EnvironmentText.Environment environment) {
        ModelProperties.Provider provider =
                ModelProperties.Provider.valueOf(definition.provider().name());
        return new EndpointSettings(
                definition.name(),
                provider,
                definition.baseUrl() == null
                        ? provider.defaultUrl()
                        : withoutSlash(definition.baseUrl().toString()),
                key(definition, environment),
                definition.model(),
                otherwise.connectTimeout(),
                Objects.requireNonNullElse(definition.timeout(), otherwise.timeout()),
                Objects.requireNonNullElse(definition.concurrency(), otherwise.concurrency()));
    }

    private static String key(ModelDefinition definition, EnvironmentText.Environment environment) {
        if (definition.apiKey() == null) {
            return "";
        }
        try {
            return definition.apiKey().resolve(environment);
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(
                    "The model %s of models.yml wants a key, but %s"
                            .formatted(definition.name(), e.getMessage()),
                    e);
        }
    }

    static String withoutSlash(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "EndpointSettings[%s, %s, %s]".formatted(name, provider.id(), model);
    }
}
