package dev.millrace.executor.model;

import dev.millrace.agents.AgentCatalogue;
import dev.millrace.eventruntime.logging.LogSecrets;
import dev.millrace.executor.embedding.TextEmbedder;
import dev.millrace.executor.guard.CallGuards;
import dev.millrace.executor.guard.CircuitBreakersEndpoint;
import dev.millrace.executor.metrics.GenAiMetrics;
import dev.millrace.executor.work.ToolSpecifications;
import dev.millrace.executor.work.TurnRunner;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Sets up the models that take the turns, and what guards them. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ModelProperties.class)
class ModelConfiguration {

    @Bean
    CallGuards callGuards(ModelProperties properties, MeterRegistry meters) {
        CallGuards guards =
                new CallGuards(
                        properties.breaker(),
                        Clock.systemUTC(),
                        () -> ThreadLocalRandom.current().nextDouble());
        guards.bindTo(meters);
        return guards;
    }

    @Bean
    CircuitBreakersEndpoint circuitBreakersEndpoint(CallGuards guards) {
        return new CircuitBreakersEndpoint(guards);
    }

    @Bean
    ModelEndpoints modelEndpoints(
            ModelProperties properties,
            AgentCatalogue catalogue,
            TextEmbedder embedder,
            CallGuards guards,
            Environment environment) {
        return new ModelEndpoints(
                endpoint(EndpointSettings.of(properties), embedder),
                catalogue.models().values().stream()
                        .map(
                                model ->
                                        EndpointSettings.of(
                                                model,
                                                properties,
                                                LogSecrets.noting(environment::getProperty)::apply))
                        .map(settings -> endpoint(settings, embedder))
                        .toList(),
                guards);
    }

    /** Without anything that knows tools, no model is told of any. */
    @Bean
    TurnRunner turnRunner(
            ModelEndpoints endpoints,
            TextEmbedder embedder,
            ObjectProvider<ToolSpecifications> tools,
            GenAiMetrics metrics) {
        return new ModelTurnRunner(
                endpoints,
                new Prompt(tools.getIfAvailable(() -> ToolSpecifications.NONE)),
                new CitationResolver(embedder),
                new ModelMeter(metrics),
                Clock.systemUTC());
    }

    @Bean
    HealthIndicator modelHealthIndicator(ModelProperties properties) {
        return new ModelHealthIndicator(properties);
    }

    private static ModelEndpoint endpoint(EndpointSettings settings, TextEmbedder embedder) {
        return new ModelEndpoint(
                settings.name(),
                settings.provider().id(),
                ChatModels.of(settings, embedder),
                settings.model(),
                new FailureClassifier(new Secrets(settings.apiKey())),
                settings.timeout(),
                settings.concurrency());
    }
}
