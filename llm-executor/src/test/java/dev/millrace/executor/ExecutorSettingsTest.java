package dev.millrace.executor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

class ExecutorSettingsTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @Test
    void defaultsNeedNoConfiguration() {
        runner.run(
                context -> {
                    ExecutorSettings settings = context.getBean(ExecutorSettings.class);
                    assertThat(settings.instanceId()).isEqualTo("llm-executor-0");
                    assertThat(settings.sessionTimeout()).isEqualTo(Duration.ofSeconds(10));
                    assertThat(settings.commitInterval()).isEqualTo(Duration.ofMillis(200));
                    assertThat(settings.drainTimeout()).isEqualTo(Duration.ofSeconds(25));
                    assertThat(settings.leaveGroupOnStop()).isFalse();
                    assertThat(settings.turn().concurrency()).isEqualTo(8_000);
                    assertThat(settings.turn().memory()).isEqualTo(DataSize.ofMegabytes(64));
                    assertThat(settings.turn().weights().high()).isEqualTo(8);
                    assertThat(settings.turn().weights().low()).isEqualTo(1);
                    assertThat(settings.cancel().lookBack()).isEqualTo(Duration.ofHours(1));
                    assertThat(settings.retryShare()).isEqualTo(0.25);
                    assertThat(settings.tool().concurrency()).isEqualTo(1_000);
                    assertThat(settings.embedding().threads())
                            .isEqualTo(Runtime.getRuntime().availableProcessors());
                });
    }

    @ParameterizedTest
    @CsvSource({
        "millrace.executor.instance-id, ' '",
        "millrace.executor.session-timeout, 10ms",
        "millrace.executor.commit-interval, 0ms",
        "millrace.executor.commit-interval, 1m",
        "millrace.executor.retry-share, 0",
        "millrace.executor.retry-share, 1.1",
        "millrace.executor.tool.concurrency, 0",
        "millrace.executor.turn.concurrency, 0",
        "millrace.executor.turn.window, 0",
        "millrace.executor.turn.weights.low, 0",
        "millrace.executor.embedding.concurrency, -1"
    })
    void refusesWhatCannotWork(String key, String value) {
        runner.withPropertyValues(key + "=" + value)
                .run(
                        context ->
                                assertThat(context)
                                        .hasFailed()
                                        .getFailure()
                                        .rootCause()
                                        .hasMessageContaining("millrace.executor"));
    }

    @Configuration
    @EnableConfigurationProperties(ExecutorSettings.class)
    static class Settings {}
}
