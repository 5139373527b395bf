package dev.millrace.streams.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class AgentSettingsTest {

    private final ApplicationContextRunner service =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @Test
    void defaultsAreThoseOfTheRecord() {
        service.run(
                context ->
                        assertThat(context.getBean(AgentSettings.class))
                                .isEqualTo(AgentSettings.defaults()));
    }

    @Test
    void onePartOfAPolicyCanBeSet() {
        service.withPropertyValues("millrace.agent.retry.tool.attempts=7")
                .run(
                        context -> {
                            RetrySettings retry = context.getBean(AgentSettings.class).retry();
                            assertThat(retry.tool().attempts()).isEqualTo(7);
                            assertThat(retry.tool().base()).hasMillis(500);
                            assertThat(retry.turn()).isEqualTo(RetrySettings.DEFAULTS.turn());
                        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timer-interval=0s",
                "timers-per-scan=0",
                "clock-tolerance=0s",
                "clock-grace=-1s",
                "remember-ended=0s",
                "early-ttl=0s",
                "early-per-task=0",
                "early-per-partition=0",
                "retry.turn.attempts=0",
                "retry.turn.factor=0.5",
                "retry.tool.base=-1s",
                "retry.embedding.jitter=1.5"
            })
    void settingsThatCannotWorkAreRefused(String setting) {
        service.withPropertyValues("millrace.agent." + setting)
                .run(context -> assertThat(context).hasFailed());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(AgentSettings.class)
    static class Settings {}
}
