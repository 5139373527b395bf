package dev.millrace.gateway.events;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.gateway.audit.AuditTrail;
import dev.millrace.gateway.submission.TaskCommands;
import dev.millrace.gateway.submission.TaskSubmissions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
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
            KafkaConnection kafka, PublishingSettings settings, MeterRegistry meters) {
        DefaultKafkaProducerFactory<byte[], byte[]> factory =
                new DefaultKafkaProducerFactory<>(
                        properties(kafka, settings),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        factory.addListener(new MicrometerProducerListener<>(meters));
        return factory;
    }

    /** Every setting that is not Kafka's default, with its reason. */
    static Map<String, Object> properties(KafkaConnection kafka, PublishingSettings settings) {
        int within = Math.toIntExact(settings.acknowledgeWithin().toMillis());
        Map<String, Object> properties = kafka.producerProperties();
        properties.put("client.id", "ingest-gateway");
        // A caller waits for each record.
        properties.put("linger.ms", 0);
        // What is not acknowledged in time is told to the caller, and must not be sent later.
        properties.put("request.timeout.ms", within / 2);
        properties.put("delivery.timeout.ms", within * 3 / 4);
        properties.put("max.block.ms", within / 2);
        properties.put("reconnect.backoff.max.ms", 500);
        properties.put("buffer.memory", settings.buffer().toBytes());
        return properties;
    }

    @Bean
    AcknowledgedWriter acknowledgedWriter(
            DefaultKafkaProducerFactory<byte[], byte[]> factory, PublishingSettings settings) {
        return new AcknowledgedWriter(new KafkaTemplate<>(factory), settings.acknowledgeWithin());
    }

    @Bean
    TaskSubmissions taskSubmissions(
            AcknowledgedWriter kafka, EventSerdes serdes, MeterRegistry meters) {
        return new KafkaTaskSubmissions(kafka, serdes, meters);
    }

    @Bean
    TaskCommands taskCommands(AcknowledgedWriter kafka, EventSerdes serdes) {
        return new KafkaTaskCommands(kafka, new EventRecords(serdes), Clock.systemUTC());
    }

    @Bean
    AuditTrail auditTrail(AcknowledgedWriter kafka, EventSerdes serdes, MeterRegistry meters) {
        return new KafkaAuditTrail(kafka, new EventRecords(serdes), Clock.systemUTC(), meters);
    }
}
