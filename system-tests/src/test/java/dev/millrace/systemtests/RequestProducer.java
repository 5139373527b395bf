package dev.millrace.systemtests;

import dev.millrace.TaskRequested;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** Produces straight to the request topic, as an upstream system without HTTP does. */
final class RequestProducer implements AutoCloseable {

    private final Serializer<TaskRequested> serializer;
    private final KafkaProducer<byte[], byte[]> producer;

    RequestProducer(Pipeline pipeline) {
        serializer = pipeline.serdes().serializer(Topics.TASKS_REQUESTED);
        producer =
                new KafkaProducer<>(
                        new KafkaConnection(pipeline.bootstrapServers(), Map.of())
                                .producerProperties(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    RecordMetadata send(TaskRequested request) throws ExecutionException, InterruptedException {
        return send(
                request.getTenantId(),
                serializer.serialize(Topics.TASKS_REQUESTED.name(), request));
    }

    RecordMetadata send(TaskRequested request, Headers headers)
            throws ExecutionException, InterruptedException {
        return producer.send(
                        new ProducerRecord<>(
                                Topics.TASKS_REQUESTED.name(),
                                null,
                                request.getTenantId().getBytes(StandardCharsets.UTF_8),
                                serializer.serialize(Topics.TASKS_REQUESTED.name(), request),
                                headers))
                .get();
    }

    RecordMetadata send(String key, byte[] value) throws ExecutionException, InterruptedException {
        return send(null, key, value);
    }

    RecordMetadata send(Integer partition, String key, byte[] value)
            throws ExecutionException, InterruptedException {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        return producer.send(
                        new ProducerRecord<>(
                                Topics.TASKS_REQUESTED.name(), partition, keyBytes, value))
                .get();
    }

    @Override
    public void close() {
        producer.close();
    }
}
