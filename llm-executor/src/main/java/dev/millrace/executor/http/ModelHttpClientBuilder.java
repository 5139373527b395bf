package dev.millrace.executor.http;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import java.time.Clock;
import java.time.Duration;

/** Gives langchain4j's providers the HTTP client of this service. */
public final class ModelHttpClientBuilder implements HttpClientBuilder {

    private final Clock clock;
    private Duration connectTimeout;
    private Duration totalTimeout;

    /** A client with these limits, as long as a provider does not ask for others. */
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
    public HttpClientBuilder connectTimeout(Duration timeout) {
        connectTimeout = timeout;
        return this;
    }

    @Override
    public Duration readTimeout() {
        return totalTimeout;
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
        totalTimeout = timeout;
        return this;
    }

    @Override
    public HttpClient build() {
        return new ModelHttpClient(connectTimeout, totalTimeout, clock);
    }
}
