package dev.millrace.executor.model;

import dev.millrace.executor.guard.BreakerSettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Which model takes the turns.
 *
 * @param provider {@code extractive} (in process, no key, no network), {@code openai} (any
 *     OpenAI-compatible server), {@code anthropic} or {@code ollama}
 * @param baseUrl where the provider is, up to and with {@code /v1}; absent: the provider's own
 * @param apiKey the provider's key; empty for none
 * @param name the model for turns that name none; empty: the provider's default, if it has one
 * @param connectTimeout the most time until a connection stands
 * @param timeout the most time from the first byte of a call to its last, for turns that set none
 * @param concurrency the most calls of an endpoint at a time
 * @param breaker when a model is given a rest, and for how long
 */
@Validated
@ConfigurationProperties("millrace.model")
record ModelProperties(
        @NotNull @DefaultValue("extractive") Provider provider,
        @Nullable URI baseUrl,
        @DefaultValue("") String apiKey,
        @DefaultValue("") String name,
        @NotNull @DefaultValue("10s") Duration connectTimeout,
        @NotNull @DefaultValue("120s") Duration timeout,
        @Min(1) @DefaultValue("8000") int concurrency,
        @Valid @NotNull @DefaultValue @NestedConfigurationProperty BreakerSettings breaker) {

    ModelProperties {
        requirePositive(connectTimeout, "MILLRACE_MODEL_CONNECT_TIMEOUT");
        requirePositive(timeout, "MILLRACE_MODEL_TIMEOUT");
        if (baseUrl != null && baseUrl.toString().isBlank()) {
            baseUrl = null;
        }
        if (baseUrl != null && provider != Provider.EXTRACTIVE) {
            requireHttp(baseUrl);
            requireVersion(baseUrl);
        }
        if (name.isBlank() && (provider == Provider.ANTHROPIC || provider == Provider.OLLAMA)) {
            throw new IllegalArgumentException(
                    "MILLRACE_MODEL_NAME is missing: provider %s has no default model"
                            .formatted(provider.id()));
        }
        if (apiKey.isBlank() && baseUrl == null && provider.needsKey()) {
            throw new IllegalArgumentException(
                    "MILLRACE_MODEL_API_KEY is missing: provider %s wants a key"
                            .formatted(provider.id()));
        }
    }

    /** The model for turns that name none. */
    String defaultModel() {
        return name.isBlank() ? provider.defaultModel() : name;
    }

    /** Where the provider is, ending in {@code /v1}. */
    String url() {
        return baseUrl == null
                ? provider.defaultUrl()
                : EndpointSettings.withoutSlash(baseUrl.toString());
    }

    private static void requirePositive(Duration value, String name) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "%s must be above 0; it is %s".formatted(name, value));
        }
    }

    private static void requireHttp(URI url) {
        if (!("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "MILLRACE_MODEL_BASE_URL must be an http or https URL with a host; it is "
                            + withoutUser(url));
        }
    }

    private static void requireVersion(URI url) {
        String path = url.getPath() == null ? "" : url.getPath();
        if (!(path.endsWith("/v1") || path.endsWith("/v1/")) || url.getQuery() != null) {
            throw new IllegalArgumentException(
                    "MILLRACE_MODEL_BASE_URL must end in /v1, such as http://127.0.0.1:9095/v1; it is "
                            + withoutUser(url));
        }
    }

    private static String withoutUser(URI url) {
        return url.toString().replaceAll("//[^/@]*@", "//***@");
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "ModelProperties[provider=%s, name=%s]".formatted(provider.id(), defaultModel());
    }

    enum Provider {
        EXTRACTIVE("extractive", "", "extractive"),
        OPENAI("openai", "https://api.openai.com/v1", "gpt-4o-mini"),
        ANTHROPIC("anthropic", "https://api.anthropic.com/v1", ""),
        OLLAMA("ollama", "http://127.0.0.1:11434/v1", "");

        private final String id;
        private final String defaultUrl;
        private final String defaultModel;

        Provider(String id, String defaultUrl, String defaultModel) {
            this.id = id;
            this.defaultUrl = defaultUrl;
            this.defaultModel = defaultModel;
        }

        String id() {
            return id;
        }

        String defaultUrl() {
            return defaultUrl;
        }

        String defaultModel() {
            return defaultModel;
        }

        boolean needsKey() {
            return this == OPENAI || this == ANTHROPIC;
        }
    }
}
