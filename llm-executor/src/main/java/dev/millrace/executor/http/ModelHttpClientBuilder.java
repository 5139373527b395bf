package dev.millrace.executor.http;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import java.time.Clock;
import java.time.Duration;

/**
 * Gives langchain4j's providers the HTTP client of this service, with its limits: those that a
 * provider would set by itself are ignored, since each has other defaults.
 */
public final class ModelHttpClientBuilder implements HttpClientBuilder {

    private final Clock clock;
    private final Duration connectTimeout;
    private final Duration totalTimeout;

    public ModelHttpClientBuilder(Duration connectTimeout, Duration totalTimeout, Clock clock) {
        this.connectTimeout = connectTimeout;
        this.totalTimeout = totalTimeout;
        this.clock = clock;
    }

    @Override
    public Duration connectTimeout() {
        return connectTimeout;
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration ignored) {
        return this;
    }

    @Override
    public Duration readTimeout() {
        return totalTimeout;
    }

    @Override
    public HttpClientBuilder readTimeout(Duration ignored) {
        return this;
    }

    @Override
    public HttpClient build() {
        return new ModelHttpClient(connectTimeout, totalTimeout, clock);
    }
}
