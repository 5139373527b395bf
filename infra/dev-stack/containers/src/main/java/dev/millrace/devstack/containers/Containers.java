package dev.millrace.devstack.containers;

import dev.millrace.devstack.HealthProbe;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.elasticsearch.ElasticsearchContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/** How each server is configured: as the development stack and the compose file have it. */
final class Containers {

    static final String REGISTRY_API = "/apis/ccompat/v7";

    private static final int KAFKA_PORT = 9092;
    private static final int REGISTRY_PORT = 8080;
    private static final int ELASTICSEARCH_PORT = 9200;

    private static final Map<String, String> BROKER =
            Map.ofEntries(
                    Map.entry("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false"),
                    Map.entry("KAFKA_NUM_PARTITIONS", "4"),
                    Map.entry("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4"),
                    Map.entry("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4"),
                    Map.entry("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR", "1"),
                    Map.entry("KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR", "1"),
                    Map.entry("KAFKA_MESSAGE_MAX_BYTES", "10485760"),
                    Map.entry("KAFKA_REPLICA_FETCH_MAX_BYTES", "10485760"),
                    Map.entry("KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS", "2000"),
                    Map.entry("KAFKA_BROKER_SESSION_TIMEOUT_MS", "3000"),
                    Map.entry("KAFKA_BROKER_HEARTBEAT_INTERVAL_MS", "500"),
                    Map.entry("KAFKA_LOG_CLEANER_DEDUPE_BUFFER_SIZE", "16777216"),
                    Map.entry("KAFKA_HEAP_OPTS", "-Xms256m -Xmx512m"));

    private Containers() {}

    // Closed with the stack that it becomes a part of.
    @SuppressWarnings("resource")
    static ServerContainer kafka(String image, String host, int port) {
        return ServerContainer.of(
                new KafkaContainer(named(image, "apache/kafka")).withEnv(BROKER),
                KAFKA_PORT,
                port,
                HealthProbe.kafka(host, port));
    }

    // Closed with the stack that it becomes a part of.
    @SuppressWarnings("resource")
    static ServerContainer registry(String image, String host, int port) {
        return ServerContainer.of(
                new GenericContainer<>(DockerImageName.parse(image))
                        .withExposedPorts(REGISTRY_PORT)
                        .withEnv("APICURIO_RULES_GLOBAL_COMPATIBILITY", "BACKWARD")
                        .withEnv("APICURIO_STORAGE_KIND", "sql")
                        .withEnv("APICURIO_STORAGE_SQL_KIND", "h2")
                        // A file, for the schemas outlive a kill.
                        .withEnv(
                                "APICURIO_DATASOURCE_URL",
                                "jdbc:h2:file:/tmp/registry;WRITE_DELAY=0"),
                REGISTRY_PORT,
                port,
                HealthProbe.http("http://" + host + ":" + port + REGISTRY_API + "/subjects"));
    }

    // Closed with the stack that it becomes a part of.
    @SuppressWarnings("resource")
    static ServerContainer elasticsearch(String image, String host, int port) {
        return ServerContainer.of(
                new ElasticsearchContainer(
                                named(image, "docker.elastic.co/elasticsearch/elasticsearch"))
                        .withEnv("xpack.security.enabled", "false")
                        .withEnv("ES_JAVA_OPTS", "-Xms512m -Xmx512m"),
                ELASTICSEARCH_PORT,
                port,
                HealthProbe.http(
                        "http://"
                                + host
                                + ":"
                                + port
                                + "/_cluster/health?wait_for_status=yellow&timeout=1s"));
    }

    private static DockerImageName named(String image, String original) {
        return DockerImageName.parse(image).asCompatibleSubstituteFor(original);
    }
}
