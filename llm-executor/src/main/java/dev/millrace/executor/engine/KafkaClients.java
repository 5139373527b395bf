package dev.millrace.executor.engine;

import dev.millrace.eventruntime.KafkaConnection;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Every setting of the executor's Kafka clients that is not the default, with its reason.
 *
 * @param groupPrefix with the kind of work behind it, the name of the consumer group
 * @param instanceId names this instance among the members of the groups
 * @param sessionTimeout how long a silent instance keeps its partitions
 * @param linger how long the producer waits for more to send together
 */
public record KafkaClients(
        KafkaConnection kafka,
        String groupPrefix,
        String instanceId,
        Duration sessionTimeout,
        Duration linger) {

    private static final int MEBIBYTE = 1024 * 1024;

    public Map<String, Object> producer() {
        Map<String, Object> properties = kafka.producerProperties();
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, instanceId);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, linger.toMillis());
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 * 1024);
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 32L * MEBIBYTE);
        // With several requests under way a partition that is just being created can refuse the
        // first and take the second; the first is then out of order for as long as it is tried.
        properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
        // After this time the publisher sends again, with a new sequence.
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        return properties;
    }

    /** In no group: it hears everything. */
    public Map<String, Object> cancelConsumer() {
        Map<String, Object> properties = kafka.consumerProperties();
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, instanceId + "-cancels");
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MEBIBYTE);
        return properties;
    }

    /** In no group: it looks up what is reported. */
    public Map<String, Object> outcomeConsumer(String kind) {
        Map<String, Object> properties = kafka.consumerProperties();
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, instanceId + "-" + kind + "-outcomes");
        // Outcomes are in no transaction, but behind an open one of the agent they could be hidden.
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
        properties.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 * MEBIBYTE);
        return properties;
    }

    public Map<String, Object> consumer(String kind) {
        Map<String, Object> properties = kafka.consumerProperties();
        properties.put(ConsumerConfig.CLIENT_ID_CONFIG, instanceId + "-" + kind);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, groupPrefix + kind);
        // A restarted instance has its partitions at once, and no rebalance disturbs the others.
        properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId);
        // The newer protocol spins on paused partitions and waits long for a killed member.
        properties.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        int session = Math.toIntExact(sessionTimeout.toMillis());
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
}
