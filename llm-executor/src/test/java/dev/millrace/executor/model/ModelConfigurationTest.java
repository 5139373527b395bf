package dev.millrace.executor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.agents.AgentCatalogue;
import dev.millrace.executor.embedding.TextEmbedder;
import dev.millrace.executor.guard.CircuitBreakersEndpoint;
import dev.millrace.executor.guard.Guards;
import dev.millrace.executor.metrics.MetricsConfiguration;
import dev.millrace.executor.work.TurnRunner;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class ModelConfigurationTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner()
                    .withUserConfiguration(ModelConfiguration.class, MetricsConfiguration.class)
                    .withBean(TextEmbedder.class, () -> texts -> List.of())
                    .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                    .withBean(
                            AgentCatalogue.class, () -> AgentCatalogue.load(Path.of("no-agents")));

    @Test
    void defaultsToTheExtractiveModel() {
        context.run(
                started -> {
                    assertThat(started).hasSingleBean(TurnRunner.class);
                    assertThat(
                                    started.getBean(ModelEndpoints.class)
                                            .find("")
                                            .endpoint()
                                            .models()
                                            .plain())
                            .isInstanceOf(ExtractiveChatModel.class);
                    ModelProperties properties = started.getBean(ModelProperties.class);
                    assertThat(properties.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
                    assertThat(properties.timeout()).isEqualTo(Duration.ofMinutes(2));
                    assertThat(properties.defaultModel()).isEqualTo("extractive");
                    assertThat(properties.concurrency()).isEqualTo(8000);
                    assertThat(properties.breaker()).isEqualTo(Guards.DEFAULTS);
                });
    }

    @Test
    void healthNamesProviderAndModel() {
        context.withPropertyValues(
                        "millrace.model.provider=openai",
                        "millrace.model.base-url=http://127.0.0.1:9095/v1/",
                        "millrace.model.name=my-model")
                .run(
                        started ->
                                assertThat(
                                                started.getBean(ModelHealthIndicator.class)
                                                        .health()
                                                        .getDetails())
                                        .containsEntry("provider", "openai")
                                        .containsEntry("name", "my-model"));
    }

    @Test
    void keysAreReadFromAFolderOfSecrets(@TempDir Path secrets, @TempDir Path agents)
            throws IOException {
        Files.writeString(secrets.resolve("MILLRACE_MODEL_API_KEY"), "sk-of-the-default\n");
        Files.writeString(secrets.resolve("KEY_OF_LARGE"), "sk-of-large");
        declare(agents, "models: {large: {provider: openai, apiKey: '${KEY_OF_LARGE}', model: m}}");

        declaring(agents)
                .withInitializer(new ConfigDataApplicationContextInitializer())
                .withPropertyValues(
                        "spring.config.import=configtree:" + secrets + "/",
                        "millrace.model.provider=openai")
                .run(
                        started -> {
                            assertThat(started).hasNotFailed();
                            assertThat(started.getBean(ModelProperties.class).apiKey())
                                    .isEqualTo("sk-of-the-default");
                        });
    }

    @Test
    void emptySettingsCountAsAbsent() {
        context.withPropertyValues("millrace.model.base-url=", "millrace.model.api-key=")
                .run(started -> assertThat(started).hasNotFailed());
    }

    @ParameterizedTest
    @CsvSource({
        "provider=gpt, millrace.model.provider",
        "provider=openai;base-url=http://127.0.0.1:9095, must end in /v1",
        "provider=openai;base-url=http://127.0.0.1:9095/v1/chat, must end in /v1",
        "provider=openai;base-url=ftp://127.0.0.1/v1, http or https URL",
        "provider=openai, MILLRACE_MODEL_API_KEY is missing",
        "provider=anthropic;api-key=x, MILLRACE_MODEL_NAME is missing",
        "provider=ollama, MILLRACE_MODEL_NAME is missing",
        "timeout=0s, MILLRACE_MODEL_TIMEOUT must be above 0",
        "connect-timeout=-1s, MILLRACE_MODEL_CONNECT_TIMEOUT must be above 0",
        "concurrency=0, concurrency",
        "breaker.failure-rate=101, failureRate",
        "breaker.window=100ms, window",
        "breaker.probes=0, probes",
        "breaker.open=0s, open"
    })
    void wrongSettingStopsTheStartWithAReason(String settings, String reason) {
        context.withPropertyValues(
                        List.of(settings.split(";")).stream()
                                .map("millrace.model."::concat)
                                .toArray(String[]::new))
                .run(
                        started ->
                                assertThat(started)
                                        .hasFailed()
                                        .getFailure()
                                        .hasStackTraceContaining(reason));
    }

    @Test
    void environmentSetsTheModel() {
        context.withInitializer(
                        started ->
                                started.getEnvironment()
                                        .getPropertySources()
                                        .addFirst(
                                                new SystemEnvironmentPropertySource(
                                                        "test-systemEnvironment",
                                                        Map.of(
                                                                "MILLRACE_MODEL_PROVIDER", "openai",
                                                                "MILLRACE_MODEL_BASE_URL",
                                                                        "http://127.0.0.1:9095/v1",
                                                                "MILLRACE_MODEL_API_KEY", "key",
                                                                "MILLRACE_MODEL_NAME", "my-model",
                                                                "MILLRACE_MODEL_TIMEOUT", "3s",
                                                                "MILLRACE_MODEL_CONCURRENCY",
                                                                        "500"))))
                .run(
                        started ->
                                assertThat(started.getBean(ModelProperties.class))
                                        .isEqualTo(
                                                new ModelProperties(
                                                        ModelProperties.Provider.OPENAI,
                                                        URI.create("http://127.0.0.1:9095/v1"),
                                                        "key",
                                                        "my-model",
                                                        Duration.ofSeconds(10),
                                                        Duration.ofSeconds(3),
                                                        500,
                                                        Guards.DEFAULTS)));
    }

    @Test
    void keyIsNotInTheTextOfTheSettings() {
        context.withPropertyValues("millrace.model.api-key=top-secret")
                .run(
                        started ->
                                assertThat(started.getBean(ModelProperties.class).toString())
                                        .doesNotContain("top-secret"));
    }

    @Test
    void aDeclaredModelHasItsOwnEndpointAndAnyOtherNameIsTheDefaultsAffair(@TempDir Path agents)
            throws IOException {
        declare(
                agents,
                """
                models:
                  small:
                    provider: openai
                    baseUrl: http://127.0.0.1:9/v1
                    model: llama
                    timeout: 7s
                    concurrency: 3
                """);
        declaring(agents)
                .run(
                        started -> {
                            ModelEndpoints endpoints = started.getBean(ModelEndpoints.class);
                            ModelTarget small = endpoints.find("small");
                            assertThat(small.endpoint().name()).isEqualTo("small");
                            assertThat(small.model()).isEqualTo("llama");
                            assertThat(small.endpoint().timeout()).isEqualTo(Duration.ofSeconds(7));
                            assertThat(small.endpoint().concurrency()).isEqualTo(3);
                            assertThat(endpoints.find("").model()).isEqualTo("extractive");
                            assertThat(endpoints.find("other").model()).isEqualTo("other");
                            assertThat(endpoints.find("other").endpoint().name())
                                    .isEqualTo("default");
                            assertThat(
                                            started.getBean(CircuitBreakersEndpoint.class)
                                                    .circuitBreakers()
                                                    .circuitBreakers())
                                    .containsKeys("default/extractive", "small/llama");
                        });
    }

    @Test
    void aDeclaredModelWhoseKeyIsNotThereStopsTheStart(@TempDir Path agents) throws IOException {
        declare(
                agents,
                """
                models:
                  large:
                    provider: openai
                    apiKey: ${NOBODY_SETS_THIS_KEY}
                """);
        declaring(agents)
                .run(
                        started ->
                                assertThat(started)
                                        .hasFailed()
                                        .getFailure()
                                        .hasStackTraceContaining("large")
                                        .hasStackTraceContaining("NOBODY_SETS_THIS_KEY"));
    }

    private static void declare(Path agents, String models) throws IOException {
        Files.createDirectories(agents.resolve("config"));
        Files.writeString(agents.resolve("config/models.yml"), models);
    }

    private static ApplicationContextRunner declaring(Path agents) {
        return new ApplicationContextRunner()
                .withUserConfiguration(ModelConfiguration.class, MetricsConfiguration.class)
                .withBean(TextEmbedder.class, () -> texts -> List.of())
                .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                .withBean(AgentCatalogue.class, () -> AgentCatalogue.load(agents));
    }
}
