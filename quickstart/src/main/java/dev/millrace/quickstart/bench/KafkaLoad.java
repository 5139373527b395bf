package dev.millrace.quickstart.bench;

import dev.millrace.TaskRequested;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.schemas.Topics;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** Writes requests straight to Kafka, as fast as it takes them. */
final class KafkaLoad implements AutoCloseable {

    private final KafkaProducer<String, TaskRequested> producer;
    private final Timelines timelines;
    private final Tasks tasks = new Tasks();

    KafkaLoad(String bootstrapServers, EventSerdes serdes, Timelines timelines) {
        Map<String, Object> properties =
                new KafkaConnection(bootstrapServers, Map.of()).producerProperties();
        properties.put("linger.ms", 5);
        this.producer =
                new KafkaProducer<>(
                        properties,
                        new StringSerializer(),
                        serdes.serializer(Topics.TASKS_REQUESTED));
        this.timelines = timelines;
    }

    /** Sends so many requests and returns when Kafka has acknowledged all. */
    void send(int count) {
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        for (int i = 0; i < count; i++) {
            TaskRequested request = tasks.request(i);
            timelines.reached(tasks.id(i), Stage.SENT, System.currentTimeMillis());
            var _ =
                    producer.send(
                            new ProducerRecord<>(
                                    Topics.TASKS_REQUESTED.name(), request.getTenantId(), request),
                            (_, e) -> {
                                if (e != null) {
                                    failure.compareAndSet(null, e);
                                }
                            });
        }
        producer.flush();
        Exception e = failure.get();
        if (e != null) {
            throw new BenchFailed("A request was not written to Kafka: " + e, e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
