package dev.millrace.executor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.chat.ChatModel;
import dev.millrace.executor.embedding.TextEmbedder;
import dev.millrace.executor.work.TurnRunner;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class ModelConfigurationTest {

    private final ApplicationContextRunner context =
            new ApplicationContextRunner()
                    .withUserConfiguration(ModelConfiguration.class)
                    .withBean(TextEmbedder.class, () -> texts -> List.of());

    @Test
    void defaultsToTheExtractiveModel() {
        context.run(
                started -> {
                    assertThat(started).hasSingleBean(TurnRunner.class);
                    assertThat(started.getBean(ChatModel.class))
                            .isInstanceOf(ExtractiveChatModel.class);
                    ModelProperties properties = started.getBean(ModelProperties.class);
                    assertThat(properties.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
                    assertThat(properties.timeout()).isEqualTo(Duration.ofMinutes(2));
                    assertThat(properties.defaultModel()).isEqualTo("extractive");
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
        "connect-timeout=-1s, MILLRACE_MODEL_CONNECT_TIMEOUT must be above 0"
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
                                                                "MILLRACE_MODEL_TIMEOUT", "3s"))))
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
                                                        Duration.ofSeconds(3))));
    }

    @Test
    void keyIsNotInTheTextOfTheSettings() {
        context.withPropertyValues("millrace.model.api-key=top-secret")
                .run(
                        started ->
                                assertThat(started.getBean(ModelProperties.class).toString())
                                        .doesNotContain("top-secret"));
    }
}
