package dev.millrace.quickstart.keys;

import dev.millrace.ApiKeyRecorded;
import dev.millrace.AuditRecorded;
import dev.millrace.apikeys.KeyTable;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.SchemaSettings;
import dev.millrace.quickstart.CommandFailure;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Reads and writes the topic of the keys, and writes down who did that. */
final class KeyTopic implements AutoCloseable {

    private static final int TIMEOUT_MS = 10_000;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int MOST_KEYS = 1_000_000;

    private final KafkaConnection kafka;
    private final EventSerdes serdes;
    private final KafkaProducer<String, byte[]> producer;

    /**
     * Connects to what is there.
     *
     * @throws CommandFailure if Kafka or the registry does not answer; clients would wait for long
     */
    KeyTopic(KafkaConnection kafka, SchemaSettings schemas) throws CommandFailure {
        this.kafka = kafka;
        Reach.check(kafka);
        Reach.check(schemas);
        this.serdes = EventSerdes.connect(schemas);
        Map<String, Object> properties = kafka.producerProperties();
        properties.put("delivery.timeout.ms", TIMEOUT_MS);
        properties.put("request.timeout.ms", TIMEOUT_MS / 2);
        properties.put("max.block.ms", TIMEOUT_MS);
        this.producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    /** All keys there are at present. */
    KeyTable read() throws CommandFailure {
        Map<String, Object> properties = kafka.consumerProperties();
        properties.put("default.api.timeout.ms", TIMEOUT_MS);
        KeyTable table = new KeyTable(MOST_KEYS);
        try (KafkaConsumer<String, ApiKeyRecorded> consumer =
                new KafkaConsumer<>(
                        properties,
                        new StringDeserializer(),
                        serdes.deserializer(Topics.KEYS_RECORDED))) {
            List<TopicPartition> partitions = partitions();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream()
                    .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL)
                        .forEach(
                                entry -> {
                                    if (entry.value() != null) {
                                        table.apply(entry.value());
                                    }
                                });
            }
        } catch (KafkaException e) {
            throw away(e);
        }
        return table;
    }

    private static List<TopicPartition> partitions() {
        return IntStream.range(0, Topics.KEYS_RECORDED.partitions())
                .mapToObj(partition -> new TopicPartition(Topics.KEYS_RECORDED.name(), partition))
                .toList();
    }

    void write(ApiKeyRecorded key) throws CommandFailure, InterruptedException {
        send(Topics.KEYS_RECORDED, key.getKeyId(), key);
    }

    void write(AuditRecorded entry) throws CommandFailure, InterruptedException {
        send(Topics.AUDIT_RECORDED, entry.getTenantId(), entry);
    }

    private <V extends SpecificRecord> void send(Topic<String, V> topic, String key, V value)
            throws CommandFailure, InterruptedException {
        byte[] bytes = serdes.serializer(topic).serialize(topic.name(), value);
        try {
            producer.send(new ProducerRecord<>(topic.name(), key, bytes)).get();
        } catch (ExecutionException | KafkaException e) {
            throw away(e);
        }
    }

    private CommandFailure away(Exception failure) {
        return new CommandFailure(
                "Kafka at %s does not do it: %s. Start it with: ./millrace up"
                        .formatted(kafka.bootstrapServers(), failure.getMessage()),
                false);
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
