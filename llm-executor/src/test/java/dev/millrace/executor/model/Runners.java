package dev.millrace.executor.model;

import dev.millrace.executor.embedding.MiniLm;
import dev.millrace.executor.embedding.TextEmbedder;
import dev.millrace.executor.guard.CallGuards;
import dev.millrace.executor.guard.Guards;
import dev.millrace.executor.metrics.CallsInFlight;
import dev.millrace.executor.metrics.GenAiMetrics;
import dev.millrace.executor.work.ToolSpecifications;
import dev.millrace.executor.work.TurnRunner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Runners for tests. */
final class Runners {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** What all runners of a test class measure. */
    static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();

    private Runners() {}

    static TurnRunner of(ProviderModels models, TextEmbedder embedder) {
        return runner(
                new ModelEndpoint(
                        "default",
                        "extractive",
                        models,
                        "extractive",
                        new FailureClassifier(new Secrets("")),
                        TIMEOUT,
                        10),
                embedder,
                ToolSpecifications.NONE,
                Guards.standard());
    }

    static TurnRunner of(ModelProperties.Provider provider, String url) {
        return of(provider, url, TIMEOUT);
    }

    static TurnRunner of(ModelProperties.Provider provider, String url, Duration timeout) {
        return of(provider, url, timeout, ToolSpecifications.NONE, Guards.standard());
    }

    static TurnRunner of(
            ModelProperties.Provider provider,
            String url,
            Duration timeout,
            ToolSpecifications tools,
            CallGuards guards) {
        EndpointSettings settings = settings(provider, url, timeout);
        ModelEndpoint endpoint =
                new ModelEndpoint(
                        settings.name(),
                        settings.provider().id(),
                        ChatModels.of(settings, MiniLm.embedder()),
                        settings.model(),
                        new FailureClassifier(new Secrets(settings.apiKey())),
                        settings.timeout(),
                        settings.concurrency());
        return runner(endpoint, MiniLm.embedder(), tools, guards);
    }

    static EndpointSettings settings(
            ModelProperties.Provider provider, String url, Duration timeout) {
        return new EndpointSettings(
                "default",
                provider,
                url,
                "secret-key",
                "some-model",
                Duration.ofSeconds(1),
                timeout,
                10_000);
    }

    private static TurnRunner runner(
            ModelEndpoint endpoint,
            TextEmbedder embedder,
            ToolSpecifications tools,
            CallGuards guards) {
        return new ModelTurnRunner(
                new ModelEndpoints(endpoint, List.of(), guards),
                new Prompt(tools),
                new CitationResolver(embedder),
                new ModelMeter(new GenAiMetrics(METERS, new CallsInFlight(METERS))),
                Clock.systemUTC());
    }
}
