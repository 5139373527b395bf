package dev.millrace.gateway;

import dev.millrace.ChunkBatch;
import dev.millrace.Priority;
import dev.millrace.TurnRequested;
import dev.millrace.devstack.ServerStack;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.SchemaSettings;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Work that the pipeline has to do, written in transactions as the agent does, and the commits of
 * those who would do it.
 */
final class WaitingWork implements AutoCloseable {

    private static final Map<String, List<Topic<?, ?>>> GROUPS =
            Map.of(
                    "agents-stream-processors",
                    List.of(
                            Topics.TASKS_REQUESTED,
                            Topics.TASKS_ADMITTED,
                            Topics.CHUNKS_EMBEDDED,
                            Topics.STEPS_COMPLETED),
                    "agents-chunking",
                    List.of(Topics.TASKS_ADMITTED),
                    "agents-llm-executor-embedding",
                    List.of(Topics.CHUNKS_CREATED),
                    "agents-llm-executor-turn",
                    List.of(
                            Topics.TURNS_REQUESTED_HIGH,
                            Topics.TURNS_REQUESTED_NORMAL,
                            Topics.TURNS_REQUESTED_LOW,
                            Topics.TURNS_REQUESTED_RETRY),
                    "agents-llm-executor-tool",
                    List.of(Topics.TOOLS_REQUESTED, Topics.TOOLS_REQUESTED_RETRY));

    private final EventSerdes serdes;
    private final KafkaProducer<String, byte[]> producer;
    private final Admin admin;

    WaitingWork(ServerStack stack, Path cache) {
        this.serdes = EventSerdes.connect(SchemaSettings.of(stack.registryUrl(), cache));
        KafkaConnection kafka = new KafkaConnection(stack.bootstrapServers(), Map.of());
        Map<String, Object> properties = kafka.producerProperties();
        properties.put("transactional.id", "waiting-work-" + UUID.randomUUID());
        this.producer =
                new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
        this.admin = Admin.create(kafka.clientProperties());
        producer.initTransactions();
    }

    /** Turns that an agent asks for. */
    void turns(Priority priority, int count) {
        write(
                Topics.turnsRequested(priority),
                count,
                id ->
                        TurnRequested.newBuilder()
                                .setTaskId(id)
                                .setTenantId("free")
                                .setAgent("default")
                                .setStep(1)
                                .setPriority(priority)
                                .setPrompt("Why?")
                                .setDeadline(inAnHour())
                                .setRequestedAt(Instant.now())
                                .build());
    }

    /** Batches of chunks that are to be scored. */
    void batches(int count) {
        write(
                Topics.CHUNKS_CREATED,
                count,
                id ->
                        ChunkBatch.newBuilder()
                                .setTaskId(id)
                                .setTenantId("free")
                                .setBatch(0)
                                .setLast(true)
                                .setQuery("Why?")
                                .setDeadline(inAnHour())
                                .build());
    }

    private <V extends SpecificRecord> void write(
            Topic<String, V> topic, int count, Function<String, V> content) {
        producer.beginTransaction();
        for (int i = 0; i < count; i++) {
            String id = UUID.randomUUID().toString();
            var _ =
                    producer.send(
                            new ProducerRecord<>(
                                    topic.name(),
                                    id,
                                    serdes.serializer(topic)
                                            .serialize(topic.name(), content.apply(id))));
        }
        producer.commitTransaction();
    }

    private static Instant inAnHour() {
        return Instant.now().plus(Duration.ofHours(1));
    }

    /** Everybody has done everything. */
    void finish() throws Exception {
        for (String group : GROUPS.keySet()) {
            commit(group, GROUPS.get(group), 0);
        }
    }

    /** Who reads a topic has done everything in it. */
    void finish(Topic<?, ?> topic) throws Exception {
        finishBut(topic, 0);
    }

    /** Who reads a topic has done everything in it but so many offsets of each partition. */
    void finishBut(Topic<?, ?> topic, long offsets) throws Exception {
        for (String group : GROUPS.keySet()) {
            if (GROUPS.get(group).contains(topic)) {
                commit(group, List.of(topic), offsets);
            }
        }
    }

    private void commit(String group, List<Topic<?, ?>> topics, long open) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (Topic<?, ?> topic : topics) {
            for (int i = 0; i < Topics.PARTITIONS; i++) {
                TopicPartition partition = new TopicPartition(topic.name(), i);
                offsets.put(partition, new OffsetAndMetadata(Math.max(0, end(partition) - open)));
            }
        }
        admin.alterConsumerGroupOffsets(group, offsets).all().get();
    }

    private long end(TopicPartition partition) throws Exception {
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
