package dev.millrace.streams;

import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.ServiceExit;
import dev.millrace.eventruntime.TopicSettings;
import dev.millrace.streams.runtime.StreamsApplication;
import dev.millrace.streams.runtime.StreamsConfiguration;
import dev.millrace.streams.runtime.StreamsSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import org.apache.kafka.streams.Topology;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Runs the topologies as two applications and tells how they do. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(StreamsSettings.class)
class RuntimeConfiguration {

    @Bean
    StreamsConfiguration streamsConfiguration(
            StreamsSettings settings, KafkaConnection kafka, TopicSettings topics) {
        return new StreamsConfiguration(settings, kafka, topics);
    }

    @Bean
    StreamsApplication tasksApplication(
            StreamsConfiguration configuration,
            Topologies topologies,
            StreamsSettings settings,
            MeterRegistry registry) {
        return application(topologies::tasks, configuration.tasks(), settings, registry);
    }

    @Bean
    StreamsApplication chunkingApplication(
            StreamsConfiguration configuration,
            Topologies topologies,
            StreamsSettings settings,
            MeterRegistry registry) {
        return application(topologies::chunking, configuration.chunking(), settings, registry);
    }

    private static StreamsApplication application(
            Function<Properties, Topology> topology,
            Properties properties,
            StreamsSettings settings,
            MeterRegistry registry) {
        StreamsApplication application =
                new StreamsApplication(
                        topology,
                        properties,
                        settings,
                        ClientMetrics.of(registry),
                        () -> ServiceExit.end(ServiceExit.FENCED));
        ClientMetrics.register(registry, application);
        return application;
    }

    @Bean
    HealthIndicator kafkaStreamsTasksHealthIndicator(StreamsApplication tasksApplication) {
        return new StreamsHealthIndicator(tasksApplication);
    }

    @Bean
    HealthIndicator kafkaStreamsChunkingHealthIndicator(StreamsApplication chunkingApplication) {
        return new StreamsHealthIndicator(chunkingApplication);
    }

    /** Takes the place of Spring Boot's own, which knows nothing of the applications. */
    @Bean
    HealthIndicator readinessStateHealthIndicator(
            ApplicationAvailability availability, List<StreamsApplication> applications) {
        return new StreamsReadiness(availability, applications);
    }
}
