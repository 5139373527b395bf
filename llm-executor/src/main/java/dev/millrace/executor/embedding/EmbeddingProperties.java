package dev.millrace.executor.embedding;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How texts are embedded.
 *
 * @param provider {@code in-process} (MiniLM, no network) or {@code openai} (any server with an
 *     OpenAI-compatible {@code /v1/embeddings})
 * @param baseUrl where the server is, up to and with {@code /v1}; only for {@code openai}
 * @param apiKey the key that the server wants, if any
 * @param model the name of the server's model; only for {@code openai}
 * @param connectTimeout the most time until a connection stands
 * @param timeout the most time until the whole answer is there
 * @param cachedQueries how many queries keep their vector in memory
 */
@Validated
@ConfigurationProperties("millrace.embedding")
record EmbeddingProperties(
        @NotNull @DefaultValue("in-process") Provider provider,
        @Nullable URI baseUrl,
        @DefaultValue("") String apiKey,
        @DefaultValue("text-embedding-3-small") String model,
        @NotNull @DefaultValue("10s") Duration connectTimeout,
        @NotNull @DefaultValue("60s") Duration timeout,
        @Min(1) @DefaultValue("1000") int cachedQueries) {

    EmbeddingProperties {
        if (provider == Provider.OPENAI
                && (baseUrl == null || !baseUrl.toString().matches("https?://[^?#]+/v1/?"))) {
            throw new IllegalArgumentException(
                    "MILLRACE_EMBEDDING_BASE_URL must be an http or https URL ending in /v1; it is "
                            + baseUrl);
        }
    }

    /** Where the server is, ending in {@code /v1}. */
    String url() {
        String url = String.valueOf(baseUrl);
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    enum Provider {
        IN_PROCESS,
        OPENAI
    }

    /** Leaves the key out. */
    @Override
    public String toString() {
        return "EmbeddingProperties[provider=%s, baseUrl=%s, model=%s]"
                .formatted(provider, baseUrl, model);
    }
}
