package dev.millrace.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.TaskRequested;
import dev.millrace.devstack.ServerStack;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.SchemaSettings;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes to and reads from the topics of a running stack, as committed, always from the start. */
final class Events implements AutoCloseable {

    private final EventSerdes serdes;
    private final String bootstrapServers;
    private final Producer<byte[], byte[]> producer;

    Events(ServerStack stack) {
        try {
            serdes =
                    EventSerdes.connect(
                            SchemaSettings.of(
                                    stack.registryUrl(), Files.createTempFile("schemas", ".json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        bootstrapServers = stack.bootstrapServers();
        producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "max.request.size",
                                Topic.MAX_RECORD_BYTES),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    void send(TaskRequested request) {
        send(null, request);
    }

    /** Writes a request to a partition of its own, as a client that partitions differently does. */
    void send(@Nullable Integer partition, TaskRequested request) {
        byte[] value =
                serdes.serializer(Topics.TASKS_REQUESTED)
                        .serialize(Topics.TASKS_REQUESTED.name(), request);
        send(
                new ProducerRecord<>(
                        Topics.TASKS_REQUESTED.name(),
                        partition,
                        request.getTenantId().getBytes(UTF_8),
                        value));
    }

    <V extends SpecificRecord> void send(Topic<String, V> topic, String key, V value) {
        sendBytes(topic, key, serdes.serializer(topic).serialize(topic.name(), value));
    }

    void sendBytes(Topic<String, ?> topic, String key, byte @Nullable [] value) {
        send(new ProducerRecord<>(topic.name(), key.getBytes(UTF_8), value));
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    <V extends SpecificRecord> List<V> values(Topic<String, V> topic) {
        var deserializer = serdes.deserializer(topic);
        return read(topic.name()).stream()
                .map(record -> deserializer.deserialize(topic.name(), record.value()))
                .toList();
    }

    List<ConsumerRecord<byte[], byte[]>> deadLetters(Topic<String, ?> topic) {
        return read(topic.deadLetterName());
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "isolation.level",
                                "read_committed"),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() {
        producer.close();
    }
}
