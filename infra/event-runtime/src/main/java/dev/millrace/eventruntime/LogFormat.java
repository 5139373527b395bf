package dev.millrace.eventruntime;

import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Switches a service's log to JSON in Elastic Common Schema when {@code MILLRACE_LOG_FORMAT} is
 * {@code json}.
 */
public final class LogFormat implements EnvironmentPostProcessor {

    static final String VARIABLE = "MILLRACE_LOG_FORMAT";

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        if ("json".equalsIgnoreCase(environment.getProperty(VARIABLE))) {
            environment
                    .getPropertySources()
                    .addLast(
                            new MapPropertySource(
                                    "millrace-log-format",
                                    Map.of("logging.structured.format.console", "ecs")));
        }
    }
}
