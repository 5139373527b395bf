package dev.millrace.sink.intake;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.sink.document.DocumentStore;
import dev.millrace.sink.document.RecordDocuments;
import dev.millrace.sink.document.Target;
import dev.millrace.sink.document.TaskDocuments;
import dev.millrace.sink.metrics.SinkMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/** Puts the Kafka side together: a listener for each target. */
@Configuration(proxyBeanMethods = false)
class IntakeConfiguration {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    SinkMetrics sinkMetrics(MeterRegistry registry) {
        return new SinkMetrics(registry);
    }

    @Bean
    ListenerContainers listenerContainers(
            KafkaConnection kafka, IntakeSettings settings, MeterRegistry registry) {
        return new ListenerContainers(kafka, settings, registry);
    }

    @Bean(destroyMethod = "close")
    Producer<byte[], byte[]> deadLetterProducer(KafkaConnection kafka) {
        Map<String, Object> properties = kafka.producerProperties();
        // A listener waits for the acknowledgement and has to poll again before long.
        properties.put("max.block.ms", 10_000);
        properties.put("request.timeout.ms", 10_000);
        properties.put("delivery.timeout.ms", 30_000);
        return new KafkaProducer<>(
                properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Bean
    EventListeners eventListeners(
            ListenerContainers containers,
            EventSerdes serdes,
            DocumentStore store,
            Producer<byte[], byte[]> deadLetterProducer,
            SinkMetrics metrics,
            Clock clock) {
        return new EventListeners(containers, serdes, store, deadLetterProducer, metrics, clock);
    }

    @Bean
    KafkaMessageListenerContainer<byte[], byte[]> results(EventListeners listeners) {
        return listeners.create("results", Target.RESULTS, Topics.TASKS_RESULTS, TaskDocuments::of);
    }

    @Bean
    KafkaMessageListenerContainer<byte[], byte[]> events(EventListeners listeners) {
        return listeners.create("events", Target.EVENTS, Topics.TASKS_EVENTS, TaskDocuments::of);
    }

    @Bean
    KafkaMessageListenerContainer<byte[], byte[]> usage(EventListeners listeners) {
        return listeners.create("usage", Target.USAGE, Topics.USAGE_RECORDED, RecordDocuments::of);
    }

    @Bean
    KafkaMessageListenerContainer<byte[], byte[]> audit(EventListeners listeners) {
        return listeners.create("audit", Target.AUDIT, Topics.AUDIT_RECORDED, RecordDocuments::of);
    }

    @Bean
    KafkaMessageListenerContainer<byte[], byte[]> deadLetters(
            ListenerContainers containers,
            IntakeSettings settings,
            EventSerdes serdes,
            DocumentStore store,
            SinkMetrics metrics,
            Clock clock) {
        return containers.create(
                "dead-letters",
                Topics.all().stream().map(Topic::deadLetterName).toList(),
                new BatchIntake(
                        Target.DEAD_LETTERS,
                        new DeadLetterReader(
                                (int) settings.payloadLimit().toBytes(),
                                new DeadLetterSubjects(serdes)),
                        store,
                        new LastResort(),
                        metrics,
                        clock));
    }
}
