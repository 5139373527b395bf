package dev.millrace.sink.intake;

import static java.util.Objects.requireNonNull;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.metrics.KafkaClientMeters;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.sink.document.DocumentStore;
import dev.millrace.sink.document.RecordDocuments;
import dev.millrace.sink.document.Target;
import dev.millrace.sink.document.TaskDocuments;
import dev.millrace.sink.intake.BehindWatch.Group;
import dev.millrace.sink.metrics.SinkMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
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
    SinkMetrics sinkMetrics(MeterRegistry registry, Clock clock) {
        return new SinkMetrics(registry, clock);
    }

    @Bean
    ListenerContainers listenerContainers(
            KafkaConnection kafka, IntakeSettings settings, MeterRegistry registry) {
        return new ListenerContainers(kafka, settings, registry);
    }

    @Bean(destroyMethod = "close")
    Producer<byte[], byte[]> deadLetterProducer(KafkaConnection kafka, KafkaClientMeters meters) {
        Map<String, Object> properties = kafka.producerProperties();
        // A listener waits for the acknowledgement and has to poll again before long.
        properties.put("client.id", "result-sink-dead-letters");
        properties.put("max.block.ms", 10_000);
        properties.put("request.timeout.ms", 10_000);
        properties.put("delivery.timeout.ms", 30_000);
        KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(
                        properties, new ByteArraySerializer(), new ByteArraySerializer());
        meters.show(producer);
        return producer;
    }

    @Bean(initMethod = "start")
    BehindWatch behindWatch(
            KafkaConnection kafka,
            SinkMetrics metrics,
            Map<String, KafkaMessageListenerContainer<byte[], byte[]>> listeners) {
        Map<String, Object> properties = kafka.clientProperties();
        properties.put("client.id", "result-sink-behind");
        Map<Target, Group> groups = new EnumMap<>(Target.class);
        groups.put(Target.RESULTS, group(listeners, "results"));
        groups.put(Target.EVENTS, group(listeners, "events"));
        groups.put(Target.USAGE, group(listeners, "usage"));
        groups.put(Target.AUDIT, group(listeners, "audit"));
        groups.put(Target.DEAD_LETTERS, group(listeners, "deadLetters"));
        return new BehindWatch(Admin.create(properties), groups, metrics);
    }

    private static Group group(
            Map<String, KafkaMessageListenerContainer<byte[], byte[]>> listeners, String name) {
        KafkaMessageListenerContainer<byte[], byte[]> listener =
                requireNonNull(listeners.get(name), name);
        return new Group(
                requireNonNull(listener.getGroupId()),
                List.of(requireNonNull(listener.getContainerProperties().getTopics())));
    }

    @Bean
    EventListeners eventListeners(
            ListenerContainers containers,
            EventSerdes serdes,
            DocumentStore store,
            Producer<byte[], byte[]> deadLetterProducer,
            SinkMetrics metrics,
            Clock clock,
            Spans spans) {
        return new EventListeners(
                containers, serdes, store, deadLetterProducer, metrics, clock, spans);
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
                        new LastResort(metrics),
                        metrics,
                        clock,
                        // What failed has its span where it failed.
                        Spans.OFF));
    }
}
