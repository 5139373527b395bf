package dev.millrace.sink.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.sink.document.Target;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

class LifecycleSettingsTest {

    /** No policies. */
    static final LifecycleSettings OFF = settings(false, Duration.ofDays(90));

    @EnableConfigurationProperties(LifecycleSettings.class)
    private static final class Bound {}

    private final ApplicationContextRunner application =
            new ApplicationContextRunner().withUserConfiguration(Bound.class);

    /** All kinds are kept equally long. */
    static LifecycleSettings settings(boolean enabled, Duration keep) {
        return new LifecycleSettings(
                enabled,
                keep,
                keep,
                keep,
                keep,
                keep,
                Duration.ofDays(30),
                DataSize.ofGigabytes(30));
    }

    @Test
    void billsAndAuditAreKeptLongerThanAYearAndEventsAQuarter() {
        application.run(
                context -> {
                    LifecycleSettings settings = context.getBean(LifecycleSettings.class);
                    assertThat(settings.enabled()).isTrue();
                    assertThat(settings.keep(Target.RESULTS)).hasDays(365);
                    assertThat(settings.keep(Target.EVENTS)).hasDays(90);
                    assertThat(settings.keep(Target.USAGE)).hasDays(400);
                    assertThat(settings.keep(Target.AUDIT)).hasDays(400);
                    assertThat(settings.keep(Target.DEAD_LETTERS)).hasDays(90);
                    assertThat(settings.rolloverAge()).hasDays(30);
                });
    }

    @Test
    void aNegativeTimeIsRefused() {
        application
                .withPropertyValues("millrace.elasticsearch.lifecycle.events=-1d")
                .run(
                        context ->
                                assertThat(context.getStartupFailure())
                                        .hasStackTraceContaining("keeps nothing for"));
    }

    @Test
    void anIndexIsNotRolledOverEveryMoment() {
        application
                .withPropertyValues("millrace.elasticsearch.lifecycle.rollover-age=1s")
                .run(
                        context ->
                                assertThat(context.getStartupFailure())
                                        .hasStackTraceContaining("rollover-age is at least 1h"));
    }
}
