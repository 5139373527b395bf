package dev.millrace.eventruntime;

import dev.millrace.eventruntime.metrics.DeadLetterCounts;
import dev.millrace.eventruntime.metrics.KafkaClientMeters;
import dev.millrace.eventruntime.metrics.KafkaMeterFilter;
import dev.millrace.eventruntime.metrics.ReadinessMeter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.actuate.endpoint.HealthDescriptor;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Gives a service its serdes, checks the topics before anything reads them, and adds the health of
 * Kafka and registry.
 */
@AutoConfiguration
@EnableConfigurationProperties({KafkaConnection.class, SchemaSettings.class, TopicSettings.class})
public class EventRuntimeAutoConfiguration {

    /** Switch for tests that need neither broker nor registry. */
    static final String ENABLED = "millrace.event-runtime.enabled";

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(name = ENABLED, matchIfMissing = true)
    TopicGuard topicGuard(KafkaConnection kafka, TopicSettings settings) {
        TopicGuard guard = new TopicGuard(kafka, settings);
        guard.ensureTopics();
        return guard;
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty(name = ENABLED, matchIfMissing = true)
    EventSerdes eventSerdes(SchemaSettings settings) {
        return EventSerdes.connect(settings);
    }

    @Bean
    KafkaMeterFilter kafkaMeterFilter() {
        return new KafkaMeterFilter();
    }

    @Bean
    DeadLetterCounts deadLetterCounts() {
        return new DeadLetterCounts();
    }

    @Bean
    KafkaClientMeters kafkaClientMeters(ObjectProvider<MeterRegistry> registry) {
        return new KafkaClientMeters(registry::getObject);
    }

    /** Health of what every service depends on. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(HealthIndicator.class)
    @ConditionalOnProperty(name = ENABLED, matchIfMissing = true)
    static class HealthConfiguration {

        @Bean
        HealthIndicator kafkaHealthIndicator(KafkaConnection kafka) {
            return new KafkaHealthIndicator(kafka);
        }

        @Bean
        HealthIndicator schemaRegistryHealthIndicator(SchemaSettings settings) {
            return new SchemaRegistryHealthIndicator(settings);
        }

        @Bean
        ReadinessMeter readinessMeter(ObjectProvider<HealthEndpoint> health) {
            return new ReadinessMeter(() -> isReady(health.getIfAvailable()));
        }

        private static boolean isReady(@Nullable HealthEndpoint health) {
            HealthDescriptor readiness = health == null ? null : health.healthForPath("readiness");
            return readiness != null && readiness.getStatus().equals(Status.UP);
        }
    }
}
