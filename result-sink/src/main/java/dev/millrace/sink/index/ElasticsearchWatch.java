package dev.millrace.sink.index;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch.cluster.HealthResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Asks Elasticsearch at intervals whether it is there, and creates templates and alias as soon as
 * it is. Holds what it last saw; read by any thread.
 */
class ElasticsearchWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ElasticsearchWatch.class);

    private final ElasticsearchClient client;
    private final Indices indices;
    private volatile Sight sight = new Sight(false, "not asked yet");

    ElasticsearchWatch(ElasticsearchClient client, Indices indices) {
        this.client = client;
        this.indices = indices;
    }

    /**
     * @param up whether Elasticsearch answers and has what the sink needs
     * @param detail the state of the cluster, or what is wrong
     */
    record Sight(boolean up, String detail) {}

    Sight sight() {
        return sight;
    }

    @Scheduled(fixedDelayString = "${millrace.elasticsearch.check-interval:3s}")
    void look() {
        Sight before = sight;
        Sight now = ask();
        sight = now;
        if (before.up() != now.up()) {
            if (now.up()) {
                LOG.info("Elasticsearch is there, cluster status {}", now.detail());
            } else {
                LOG.warn("Elasticsearch is away, records wait in Kafka: {}", now.detail());
            }
        }
    }

    private Sight ask() {
        try {
            HealthResponse health = client.cluster().health(ask -> ask.timeout(t -> t.time("1s")));
            indices.ensure();
            return new Sight(true, health.status().jsonValue());
        } catch (IOException | ElasticsearchException e) {
            return new Sight(false, e.toString());
        }
    }
}
