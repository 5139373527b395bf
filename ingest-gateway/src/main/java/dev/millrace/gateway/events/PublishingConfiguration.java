package dev.millrace.gateway.events;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.TopicGuard;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.gateway.audit.AuditTrail;
import dev.millrace.gateway.metrics.GatewayMetric;
import dev.millrace.gateway.submission.TaskCommands;
import dev.millrace.gateway.submission.TaskSubmissions;
import dev.millrace.schemas.Topics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.MicrometerProducerListener;

/** Connects the gateway's producer. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "millrace.gateway.publishing.enabled", matchIfMissing = true)
class PublishingConfiguration {

    @Bean(destroyMethod = "destroy")
    DefaultKafkaProducerFactory<byte[], byte[]> taskProducerFactory(
            KafkaConnection kafka, PublishingSettings settings, MeterRegistry meters, Spans spans) {
        DefaultKafkaProducerFactory<byte[], byte[]> factory =
                new DefaultKafkaProducerFactory<>(
                        properties(kafka, settings),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        factory.addListener(new MicrometerProducerListener<>(meters));
        // A task goes on in the trace of its request.
        factory.addPostProcessor(spans::traced);
        return factory;
    }

    /** Every setting that is not Kafka's default, with its reason. */
    static Map<String, Object> properties(KafkaConnection kafka, PublishingSettings settings) {
        int delivery = Math.toIntExact(settings.delivery().toMillis());
        Map<String, Object> properties = kafka.producerProperties();
        properties.put("client.id", "ingest-gateway");
        // A caller waits for each record, so none waits for others; what comes while a request is
        // under way goes together in the next one, which under load costs half as much.
        properties.put("linger.ms", 0);
        properties.put("max.in.flight.requests.per.connection", 1);
        // What is not acknowledged in time is told to the caller, and must not be sent later.
        properties.put("request.timeout.ms", delivery);
        properties.put("delivery.timeout.ms", delivery);
        properties.put("max.block.ms", delivery / 2);
        // Where a topic is stays known while nobody sends anything.
        properties.put("metadata.max.idle.ms", Duration.ofDays(1).toMillis());
        properties.put("reconnect.backoff.max.ms", 500);
        properties.put("buffer.memory", settings.buffer().toBytes());
        return properties;
    }

    /** Needs the guard because it asks where topics are. */
    @Bean
    AcknowledgedWriter acknowledgedWriter(
            DefaultKafkaProducerFactory<byte[], byte[]> factory,
            PublishingSettings settings,
            TopicGuard topics) {
        AcknowledgedWriter writer =
                new AcknowledgedWriter(
                        new KafkaTemplate<>(factory),
                        settings.acknowledgeWithin(),
                        settings.delivery());
        writer.warmUp(
                List.of(
                        Topics.TASKS_EVENTS.name(),
                        Topics.TASKS_REQUESTED.name(),
                        Topics.TASKS_COMMANDS.name(),
                        Topics.AUDIT_RECORDED.name()));
        return writer;
    }

    @Bean
    TaskSubmissions taskSubmissions(
            AcknowledgedWriter kafka, EventSerdes serdes, Spans spans, MeterRegistry meters) {
        return new KafkaTaskSubmissions(kafka, serdes, spans, meters);
    }

    @Bean
    TaskCommands taskCommands(AcknowledgedWriter kafka, EventSerdes serdes) {
        return new KafkaTaskCommands(kafka, new EventRecords(serdes), Clock.systemUTC());
    }

    @Bean
    AuditTrail auditTrail(
            AcknowledgedWriter kafka,
            BackgroundWriter background,
            EventSerdes serdes,
            MeterRegistry meters) {
        return new KafkaAuditTrail(
                kafka, background, new EventRecords(serdes), Clock.systemUTC(), meters);
    }

    @Bean
    BackgroundWriter backgroundWriter(KafkaConnection kafka, MeterRegistry meters) {
        DefaultKafkaProducerFactory<byte[], byte[]> factory =
                new DefaultKafkaProducerFactory<>(
                        backgroundProperties(kafka),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        factory.addListener(new MicrometerProducerListener<>(meters));
        Counter lost = meters.counter(GatewayMetric.AUDIT_LOST.metricName());
        return new BackgroundWriter(
                new KafkaTemplate<>(factory), factory::destroy, _ -> lost.increment());
    }

    /** Every setting that is not Kafka's default, with its reason. */
    private static Map<String, Object> backgroundProperties(KafkaConnection kafka) {
        Map<String, Object> properties = kafka.producerProperties();
        properties.put("client.id", "ingest-gateway-background");
        // Nobody waits, so records go in batches.
        properties.put("linger.ms", 50);
        properties.put("buffer.memory", 8 * 1024 * 1024);
        // An outage of half a minute loses nothing; while it lasts the writer's queue fills.
        properties.put("request.timeout.ms", 5_000);
        properties.put("delivery.timeout.ms", 30_000);
        properties.put("max.block.ms", 5_000);
        return properties;
    }
}
