package dev.millrace.systemtests;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic to its end, committed records only, from its beginning on. */
final class RecordedTopic<V> implements AutoCloseable {

    private final KafkaConsumer<String, V> consumer;
    private final List<TopicPartition> partitions;
    private final ConcurrentLinkedQueue<ConsumerRecord<String, V>> records =
            new ConcurrentLinkedQueue<>();

    private RecordedTopic(String bootstrapServers, String topic, Deserializer<V> deserializer) {
        KafkaConnection kafka = new KafkaConnection(bootstrapServers, Map.of());
        consumer =
                new KafkaConsumer<>(
                        kafka.consumerProperties(), new StringDeserializer(), deserializer);
        partitions =
                consumer.partitionsFor(topic).stream()
                        .map(p -> new TopicPartition(topic, p.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    static <V extends SpecificRecord> RecordedTopic<V> events(
            String bootstrapServers, EventSerdes serdes, Topic<String, V> topic) {
        return new RecordedTopic<>(bootstrapServers, topic.name(), serdes.deserializer(topic));
    }

    /** Of a topic on which others write what is no event; that is left out. */
    static <V extends SpecificRecord> RecordedTopic<V> readableEvents(
            String bootstrapServers, EventSerdes serdes, Topic<String, V> topic) {
        Deserializer<V> events = serdes.deserializer(topic);
        return new RecordedTopic<>(
                bootstrapServers,
                topic.name(),
                (name, bytes) -> {
                    try {
                        return events.deserialize(name, bytes);
                    } catch (SerializationException _) {
                        return null;
                    }
                });
    }

    static RecordedTopic<byte[]> bytes(String bootstrapServers, String topic) {
        return new RecordedTopic<>(bootstrapServers, topic, new ByteArrayDeserializer());
    }

    /** Everything that has been written so far. */
    synchronized List<ConsumerRecord<String, V>> read() {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        return records.stream().filter(event -> event.value() != null).toList();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
