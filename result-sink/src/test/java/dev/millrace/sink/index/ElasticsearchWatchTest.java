package dev.millrace.sink.index;

import static org.assertj.core.api.Assertions.assertThat;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.transport.ElasticsearchTransport;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.sink.index.ElasticsearchWatch.Sight;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class ElasticsearchWatchTest {

    @Test
    void aServerThatHangsIsSoonSaidToBeAway() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        CountDownLatch never = new CountDownLatch(1);
        server.createContext(
                "/",
                _ -> {
                    try {
                        never.await();
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                });
        server.start();
        ElasticsearchSettings settings =
                new ElasticsearchSettings(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        null,
                        null,
                        null,
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(30),
                        Duration.ofMillis(300),
                        Duration.ofSeconds(1));
        ElasticsearchConfiguration configuration = new ElasticsearchConfiguration();

        try (ElasticsearchTransport transport = configuration.checkTransport(settings)) {
            ElasticsearchClient client = new ElasticsearchClient(transport);
            ElasticsearchWatch watch =
                    configuration.elasticsearchWatch(
                            transport, new Indices(client, LifecycleSettingsTest.OFF));
            Instant start = Instant.now();
            watch.look();

            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
            assertThat(watch.sight()).extracting(Sight::up).isEqualTo(false);
            assertThat(new ElasticsearchHealthIndicator(watch).health().getStatus())
                    .isEqualTo(Status.DOWN);
        } finally {
            never.countDown();
            server.stop(0);
        }
    }
}
