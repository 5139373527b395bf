package dev.millrace.sink.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

class IntakeSettingsTest {

    @EnableConfigurationProperties(IntakeSettings.class)
    private static final class Bound {}

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withUserConfiguration(Bound.class);

    @Test
    void defaultsKeepTheDelayOfADocumentUnderHalfASecond() {
        application.run(
                context -> {
                    IntakeSettings settings = context.getBean(IntakeSettings.class);
                    assertThat(settings.batchSize()).isEqualTo(500);
                    assertThat(settings.fetchWait()).isEqualTo(Duration.ofMillis(200));
                    assertThat(settings.retryAtLeastEvery()).isEqualTo(Duration.ofSeconds(5));
                    assertThat(settings.payloadLimit()).isEqualTo(DataSize.ofKilobytes(32));
                });
    }

    @Test
    void anEmptyBatchIsRefused() {
        application
                .withPropertyValues("millrace.sink.batch-size=0")
                .run(
                        context ->
                                assertThat(context.getStartupFailure())
                                        .hasStackTraceContaining("batchSize"));
    }
}
