package dev.millrace.eventruntime;

import dev.millrace.schemas.Topic;
import jakarta.validation.constraints.NotBlank;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How a service reaches Kafka.
 *
 * @param bootstrapServers comma-separated {@code host:port} of brokers
 * @param properties Kafka client properties passed through untouched, such as {@code
 *     security.protocol}
 */
@Validated
@ConfigurationProperties("millrace.kafka")
public record KafkaConnection(
        @NotBlank @DefaultValue("127.0.0.1:9092") String bootstrapServers,
        @DefaultValue Map<String, String> properties) {

    /**
     * The largest request, in bytes, that a producer sends: a record of the largest size with its
     * headers.
     */
    private static final int MAX_REQUEST_BYTES = Topic.MAX_RECORD_BYTES + 512 * 1024;

    /** Properties for any client: the brokers and what the configuration passes through. */
    public Map<String, Object> clientProperties() {
        Map<String, Object> client = new HashMap<>(properties);
        client.put("bootstrap.servers", bootstrapServers);
        return client;
    }

    /**
     * Properties for producers: every write is acknowledged by all in-sync replicas and never
     * duplicated by retries.
     */
    public Map<String, Object> producerProperties() {
        Map<String, Object> producer = clientProperties();
        producer.put("acks", "all");
        producer.put("enable.idempotence", true);
        producer.put("max.request.size", MAX_REQUEST_BYTES);
        producer.put("compression.type", "lz4");
        return producer;
    }

    /**
     * Properties for consumers: only committed records, offsets committed by hand, from the
     * beginning when there is none.
     */
    public Map<String, Object> consumerProperties() {
        Map<String, Object> consumer = clientProperties();
        consumer.put("isolation.level", "read_committed");
        consumer.put("enable.auto.commit", false);
        consumer.put("auto.offset.reset", "earliest");
        return consumer;
    }
}
