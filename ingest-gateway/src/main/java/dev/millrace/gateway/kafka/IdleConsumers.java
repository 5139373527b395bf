package dev.millrace.gateway.kafka;

import dev.millrace.eventruntime.KafkaConnection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Lends out consumers that belong to no group.
 *
 * <p>Owns as many consumers as were in use at the same time. Thread-safe.
 */
public final class IdleConsumers implements AutoCloseable {

    private static final int TIMEOUT_MS = 5_000;
    private static final int FETCH_WAIT_MS = 10;

    private final Map<String, Object> properties;
    private final Queue<KafkaConsumer<byte[], byte[]>> idle = new ConcurrentLinkedQueue<>();

    public IdleConsumers(Map<String, Object> properties) {
        this.properties = Map.copyOf(properties);
    }

    /**
     * Properties for consumers that read only what is there already, and do not wait for more.
     *
     * @param fetchBytes how much is fetched ahead at most; it is in memory
     */
    public static Map<String, Object> properties(KafkaConnection kafka, int fetchBytes) {
        Map<String, Object> properties = kafka.consumerProperties();
        properties.put("request.timeout.ms", TIMEOUT_MS);
        properties.put("default.api.timeout.ms", TIMEOUT_MS);
        // A fetch that waits for more would hold up the next one.
        properties.put("fetch.max.wait.ms", FETCH_WAIT_MS);
        properties.put("fetch.max.bytes", fetchBytes);
        properties.put("max.partition.fetch.bytes", fetchBytes);
        return properties;
    }

    /** Does some work with a consumer; one with which work failed is not lent out again. */
    public <T> T lend(Function<KafkaConsumer<byte[], byte[]>, T> work) {
        KafkaConsumer<byte[], byte[]> present = idle.poll();
        KafkaConsumer<byte[], byte[]> consumer =
                present == null
                        ? new KafkaConsumer<>(
                                properties,
                                new ByteArrayDeserializer(),
                                new ByteArrayDeserializer())
                        : present;
        boolean usable = false;
        try {
            T result = work.apply(consumer);
            // Nothing of what was fetched is kept.
            consumer.unsubscribe();
            usable = true;
            return result;
        } finally {
            if (usable) {
                idle.add(consumer);
            } else {
                consumer.close();
            }
        }
    }

    /** Closes all that are not lent out. */
    @Override
    public void close() {
        for (var consumer = idle.poll(); consumer != null; consumer = idle.poll()) {
            consumer.close();
        }
    }
}
