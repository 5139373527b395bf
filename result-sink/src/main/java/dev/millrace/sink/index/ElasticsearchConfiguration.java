package dev.millrace.sink.index;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.json.jackson.Jackson3JsonpMapper;
import co.elastic.clients.transport.ElasticsearchTransport;
import co.elastic.clients.transport.rest5_client.Rest5ClientTransport;
import co.elastic.clients.transport.rest5_client.low_level.Rest5Client;
import co.elastic.clients.transport.rest5_client.low_level.Rest5ClientBuilder;
import dev.millrace.sink.metrics.SinkMetrics;
import java.time.Duration;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.apache.hc.core5.util.Timeout;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the Elasticsearch side together. */
@Configuration(proxyBeanMethods = false)
class ElasticsearchConfiguration {

    @Bean(destroyMethod = "close")
    ElasticsearchTransport elasticsearchTransport(ElasticsearchSettings settings) {
        return transport(settings, settings.responseTimeout());
    }

    /** For checks, which must not wait as long as a bulk request may. */
    @Bean(destroyMethod = "close")
    ElasticsearchTransport checkTransport(ElasticsearchSettings settings) {
        return transport(settings, settings.checkTimeout());
    }

    @Bean
    ElasticsearchClient elasticsearchClient(ElasticsearchTransport elasticsearchTransport) {
        return new ElasticsearchClient(elasticsearchTransport);
    }

    @Bean
    Indices indices(ElasticsearchClient client, LifecycleSettings settings) {
        return new Indices(client, settings);
    }

    @Bean
    ElasticsearchWatch elasticsearchWatch(ElasticsearchTransport checkTransport, Indices indices) {
        return new ElasticsearchWatch(new ElasticsearchClient(checkTransport), indices);
    }

    @Bean
    ElasticsearchHealthIndicator elasticsearchHealthIndicator(ElasticsearchWatch watch) {
        return new ElasticsearchHealthIndicator(watch);
    }

    @Bean
    ElasticsearchStore elasticsearchStore(
            ElasticsearchClient client, Indices indices, SinkMetrics metrics) {
        return new ElasticsearchStore(client, indices, metrics);
    }

    private static ElasticsearchTransport transport(
            ElasticsearchSettings settings, Duration responseTimeout) {
        return new Rest5ClientTransport(
                restClient(settings, responseTimeout), new Jackson3JsonpMapper());
    }

    private static Rest5Client restClient(
            ElasticsearchSettings settings, Duration responseTimeout) {
        Rest5ClientBuilder builder =
                Rest5Client.builder(settings.url())
                        .setConnectionConfigCallback(
                                connection ->
                                        connection
                                                .setConnectTimeout(
                                                        timeout(settings.connectTimeout()))
                                                .setSocketTimeout(timeout(responseTimeout)))
                        .setRequestConfigCallback(
                                request -> request.setResponseTimeout(timeout(responseTimeout)))
                        // A few listeners and a health check do not need a thread per core.
                        .setHttpClientConfigCallback(
                                client ->
                                        client.setIOReactorConfig(
                                                IOReactorConfig.custom()
                                                        .setIoThreadCount(1)
                                                        .build()));
        String authorization = settings.authorization();
        if (authorization != null) {
            builder.setDefaultHeaders(
                    new Header[] {new BasicHeader("Authorization", authorization)});
        }
        return builder.build();
    }

    private static Timeout timeout(Duration duration) {
        return Timeout.of(duration);
    }
}
