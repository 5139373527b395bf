package dev.millrace.sink.intake;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import dev.millrace.sink.document.Document;
import dev.millrace.sink.document.DocumentStore;
import dev.millrace.sink.document.Target;
import dev.millrace.sink.document.TaskDocuments;
import dev.millrace.sink.metrics.SinkMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/** Puts the Kafka side together: one listener for results, one for events, one for dead letters. */
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
    KafkaMessageListenerContainer<byte[], byte[]> results(
            ListenerContainers containers,
            EventSerdes serdes,
            DocumentStore store,
            Producer<byte[], byte[]> deadLetterProducer,
            SinkMetrics metrics,
            Clock clock) {
        return containers.create(
                "results",
                List.of(Topics.TASKS_RESULTS.name()),
                new BatchIntake(
                        Target.RESULTS,
                        reader(serdes, Topics.TASKS_RESULTS, TaskDocuments::of),
                        store,
                        new DeadLetterTopics(deadLetterProducer),
                        metrics,
                        clock));
    }

    @Bean
    KafkaMessageListenerContainer<byte[], byte[]> events(
            ListenerContainers containers,
            EventSerdes serdes,
            DocumentStore store,
            Producer<byte[], byte[]> deadLetterProducer,
            SinkMetrics metrics,
            Clock clock) {
        return containers.create(
                "events",
                List.of(Topics.TASKS_EVENTS.name()),
                new BatchIntake(
                        Target.EVENTS,
                        reader(serdes, Topics.TASKS_EVENTS, TaskDocuments::of),
                        store,
                        new DeadLetterTopics(deadLetterProducer),
                        metrics,
                        clock));
    }

    @Bean
    KafkaMessageListenerContainer<byte[], byte[]> deadLetters(
            ListenerContainers containers,
            IntakeSettings settings,
            DocumentStore store,
            SinkMetrics metrics,
            Clock clock) {
        return containers.create(
                "dead-letters",
                Topics.all().stream().map(Topic::deadLetterName).toList(),
                new BatchIntake(
                        Target.DEAD_LETTERS,
                        new DeadLetterReader((int) settings.payloadLimit().toBytes()),
                        store,
                        new LastResort(),
                        metrics,
                        clock));
    }

    private static <V extends SpecificRecord> RecordReader reader(
            EventSerdes serdes, Topic<String, V> topic, Function<V, Document> toDocument) {
        Deserializer<V> deserializer = serdes.deserializer(topic);
        return source -> {
            if (source.value() == null) {
                throw new UndecodableRecordException(
                        "not an event of " + topic.name() + ": the record has no value");
            }
            return toDocument.apply(
                    deserializer.deserialize(source.topic(), source.headers(), source.value()));
        };
    }
}
