package dev.millrace.quickstart.bench;

import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads what comes onto some topics from now on, committed records only, on a thread of its own.
 */
final class TopicWatcher implements AutoCloseable {

    /** What is done with a record. */
    interface Observer {
        void seen(ConsumerRecord<String, byte[]> record, long nowMillis);
    }

    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Observer observer;
    private final Thread thread;
    private volatile boolean closed;

    private TopicWatcher(KafkaConsumer<String, byte[]> consumer, Observer observer) {
        this.consumer = consumer;
        this.observer = observer;
        this.thread = Thread.ofPlatform().daemon().name("bench-watcher").unstarted(this::watch);
    }

    static TopicWatcher start(
            String bootstrapServers, List<? extends Topic<String, ?>> topics, Observer observer) {
        Map<String, Object> properties =
                new KafkaConnection(bootstrapServers, Map.of()).consumerProperties();
        properties.put("max.poll.records", 5_000);
        KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(
                        properties, new StringDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic<String, ?> topic : topics) {
            for (int partition = 0; partition < topic.partitions(); partition++) {
                partitions.add(new TopicPartition(topic.name(), partition));
            }
        }
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        // Seeking is lazy: without this the first records could be taken for old ones.
        partitions.forEach(consumer::position);
        TopicWatcher watcher = new TopicWatcher(consumer, observer);
        watcher.thread.start();
        return watcher;
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void watch() {
        try (consumer) {
            while (!closed) {
                for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
                    observer.seen(record, System.currentTimeMillis());
                }
            }
        } catch (WakeupException _) {
            // Closed.
        }
    }
}
