package dev.millrace.sink.intake;

import dev.millrace.eventruntime.KafkaConnection;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.MicrometerConsumerListener;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Makes listener containers that read a batch, wait as long as it takes until the listener is done
 * with it, and only then commit its offsets.
 */
final class ListenerContainers {

    private static final String GROUP_PREFIX = "agents-result-sink-";

    private final KafkaConnection kafka;
    private final IntakeSettings settings;
    private final MeterRegistry registry;

    ListenerContainers(KafkaConnection kafka, IntakeSettings settings, MeterRegistry registry) {
        this.kafka = kafka;
        this.settings = settings;
        this.registry = registry;
    }

    KafkaMessageListenerContainer<byte[], byte[]> create(
            String name, List<String> topics, BatchIntake listener) {
        DefaultKafkaConsumerFactory<byte[], byte[]> consumers =
                new DefaultKafkaConsumerFactory<>(consumerProperties(name));
        // The listener's metrics carry it.
        consumers.setBeanName(name);
        consumers.addListener(new MicrometerConsumerListener<>(registry));
        ContainerProperties properties = new ContainerProperties(topics.toArray(String[]::new));
        properties.setGroupId(GROUP_PREFIX + name);
        properties.setClientId("result-sink-" + name);
        properties.setAckMode(ContainerProperties.AckMode.BATCH);
        properties.setMessageListener(listener);
        properties.setConsumerRebalanceListener(forgetting(listener));
        // A fenced instance must end: another one with its name works in its place.
        properties.setStopContainerWhenFenced(true);
        KafkaMessageListenerContainer<byte[], byte[]> container =
                new KafkaMessageListenerContainer<>(consumers, properties);
        container.setCommonErrorHandler(waitAndTryAgain());
        return container;
    }

    private static ConsumerRebalanceListener forgetting(BatchIntake listener) {
        return new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {}

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                listener.forget();
            }
        };
    }

    /** Pauses the consumer, which goes on polling and so stays in its group, and tries again. */
    private CommonErrorHandler waitAndTryAgain() {
        ExponentialBackOff backOff =
                new ExponentialBackOff(settings.firstRetryAfter().toMillis(), 2.0);
        backOff.setMaxInterval(settings.retryAtLeastEvery().toMillis());
        DefaultErrorHandler handler = new DefaultErrorHandler(backOff);
        // By default some exceptions are held to be hopeless, and their batch is skipped.
        handler.setClassifications(Map.of(), true);
        return handler;
    }

    private Map<String, Object> consumerProperties(String name) {
        Map<String, Object> properties = kafka.consumerProperties();
        properties.put("key.deserializer", ByteArrayDeserializer.class);
        properties.put("value.deserializer", ByteArrayDeserializer.class);
        properties.put("group.instance.id", settings.instanceId() + "-" + name);
        // A restarted instance keeps its partitions; a lost one gives them up soon.
        properties.put("session.timeout.ms", 10_000);
        properties.put("partition.assignment.strategy", CooperativeStickyAssignor.class.getName());
        properties.put("max.poll.records", settings.batchSize());
        properties.put("fetch.min.bytes", (int) settings.fetchSize().toBytes());
        properties.put("fetch.max.wait.ms", (int) settings.fetchWait().toMillis());
        // What is fetched ahead is held in memory, and the heap is small.
        properties.put("fetch.max.bytes", 4 * 1024 * 1024);
        properties.put("max.partition.fetch.bytes", 1024 * 1024);
        return properties;
    }
}
