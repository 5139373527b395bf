package dev.millrace.executor;

import dev.millrace.eventruntime.KafkaConnection;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Every setting of the executor's Kafka clients that is not the default, with its reason. */
final class KafkaClients {

    private static final int MEBIBYTE = 1024 * 1024;

    private final KafkaConnection kafka;
    private final ExecutorSettings settings;

    KafkaClients(KafkaConnection kafka, ExecutorSettings settings) {
        this.kafka = kafka;
        this.settings = settings;
    }

    Map<String, Object> producer() {
        Map<String, Object> properties = kafka.producerProperties();
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, settings.instanceId());
        properties.put(ProducerConfig.LINGER_MS_CONFIG, settings.linger().toMillis());
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L * MEBIBYTE);
        // The producer itself goes on trying while the broker is away: an outcome has cost money.
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        return properties;
    }

    Map<String, Object> consumer(String kind) {
        Map<String, Object> properties = kafka.consumerProperties();
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.instanceId() + "-" + kind);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group(kind));
        // A restarted instance has its partitions at once, and no rebalance disturbs the others.
        properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.instanceId());
        // The newer protocol spins on paused partitions and waits long for a killed member.
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        int session = Math.toIntExact(settings.sessionTimeout().toMillis());
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, session / 5);
        properties.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CooperativeStickyAssignor.class.getName());
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        // What is read ahead stays within the heap; a larger record still comes, alone.
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MEBIBYTE);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * MEBIBYTE);
        return properties;
    }

    static String group(String kind) {
        return "agents-llm-executor-" + kind;
    }
}
