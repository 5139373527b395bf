package dev.millrace.eventruntime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

class ServiceLoggingTest {

    @Test
    void jsonSwitchesToElasticCommonSchema() {
        MockEnvironment environment =
                new MockEnvironment().withProperty("MILLRACE_LOG_FORMAT", "json");
        new ServiceLogging().postProcessEnvironment(environment, new SpringApplication());
        assertThat(environment.getProperty("logging.structured.format.console")).isEqualTo("ecs");
    }

    @Test
    void textIsTheDefault() {
        MockEnvironment environment = new MockEnvironment();
        new ServiceLogging().postProcessEnvironment(environment, new SpringApplication());
        assertThat(environment.getProperty("logging.structured.format.console")).isNull();
    }

    @Test
    void theConfigurationOfAServiceWins() {
        MockEnvironment environment =
                new MockEnvironment().withProperty("logging.level.org.apache.kafka", "info");
        new ServiceLogging().postProcessEnvironment(environment, new SpringApplication());
        assertThat(environment.getProperty("logging.level.org.apache.kafka")).isEqualTo("info");
    }

    @Test
    void theLevelIsThatOfOurOwnLines() {
        MockEnvironment environment =
                new MockEnvironment().withProperty("MILLRACE_LOG_LEVEL", "debug");
        new ServiceLogging().postProcessEnvironment(environment, new SpringApplication());
        assertThat(environment.getProperty("logging.level.dev.millrace")).isEqualTo("debug");
        assertThat(environment.getProperty("logging.level.root")).isNull();
    }
}
