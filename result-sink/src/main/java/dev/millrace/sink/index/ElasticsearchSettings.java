package dev.millrace.sink.index;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How the sink reaches Elasticsearch.
 *
 * @param url the address of Elasticsearch, {@code http} or {@code https}
 * @param apiKey an API key of Elasticsearch, in the encoded form that it gives out; takes
 *     precedence over user and password
 * @param username the user of Elasticsearch, when there is no API key
 * @param password the password of that user
 * @param connectTimeout how long a connection to Elasticsearch may take
 * @param responseTimeout how long an answer of Elasticsearch may take
 * @param checkTimeout how long Elasticsearch may take to tell that it is there
 * @param checkInterval how often Elasticsearch is asked whether it is there
 */
@Validated
@ConfigurationProperties("millrace.elasticsearch")
public record ElasticsearchSettings(
        @NotNull @DefaultValue("http://127.0.0.1:9200") URI url,
        @Nullable String apiKey,
        @Nullable String username,
        @Nullable String password,
        @NotNull @DefaultValue("2s") Duration connectTimeout,
        @NotNull @DefaultValue("30s") Duration responseTimeout,
        @NotNull @DefaultValue("3s") Duration checkTimeout,
        @NotNull @DefaultValue("3s") Duration checkInterval) {

    public ElasticsearchSettings {
        if (!"http".equals(url.getScheme()) && !"https".equals(url.getScheme())) {
            throw new IllegalArgumentException(
                    "millrace.elasticsearch.url must begin with http:// or https:// but is " + url);
        }
    }

    /** The value of the {@code Authorization} header; null without credentials. */
    @Nullable String authorization() {
        if (apiKey != null && !apiKey.isBlank()) {
            return "ApiKey " + apiKey;
        }
        if (username != null && !username.isBlank()) {
            String pair = username + ":" + (password == null ? "" : password);
            return "Basic "
                    + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        }
        return null;
    }
}
