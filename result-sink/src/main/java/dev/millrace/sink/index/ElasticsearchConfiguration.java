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
        return new Rest5ClientTransport(restClient(settings), new Jackson3JsonpMapper());
    }

    @Bean
    ElasticsearchClient elasticsearchClient(ElasticsearchTransport transport) {
        return new ElasticsearchClient(transport);
    }

    @Bean
    Indices indices(ElasticsearchClient client) {
        return new Indices(client);
    }

    @Bean
    ElasticsearchWatch elasticsearchWatch(ElasticsearchClient client, Indices indices) {
        return new ElasticsearchWatch(client, indices);
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

    private static Rest5Client restClient(ElasticsearchSettings settings) {
        Rest5ClientBuilder builder =
                Rest5Client.builder(settings.url())
                        .setConnectionConfigCallback(
                                connection ->
                                        connection
                                                .setConnectTimeout(
                                                        timeout(settings.connectTimeout()))
                                                .setSocketTimeout(
                                                        timeout(settings.responseTimeout())))
                        .setRequestConfigCallback(
                                request ->
                                        request.setResponseTimeout(
                                                timeout(settings.responseTimeout())))
                        // Three listeners and a health check do not need a thread per core.
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
