package dev.millrace.eventruntime;

import dev.millrace.eventruntime.logging.PromptLog;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Defaults of every service's log: quiet Kafka clients, JSON in Elastic Common Schema when {@code
 * MILLRACE_LOG_FORMAT} is {@code json}, our own lines from {@code MILLRACE_LOG_LEVEL} on, and the
 * task in front of each line of text. A service's own configuration wins.
 */
public final class ServiceLogging implements EnvironmentPostProcessor {

    static final String FORMAT_VARIABLE = "MILLRACE_LOG_FORMAT";
    static final String LEVEL_VARIABLE = "MILLRACE_LOG_LEVEL";

    @Override
    public void postProcessEnvironment(
            ConfigurableEnvironment environment, SpringApplication application) {
        Map<String, Object> defaults = new HashMap<>();
        // These list every one of their settings, hundreds of lines, for each client that is made.
        defaults.put("logging.level.org.apache.kafka", "warn");
        defaults.put("logging.level.io.confluent", "warn");
        // It repeats itself while a collector is away, which is told once by ourselves.
        defaults.put("logging.level.io.opentelemetry.exporter", "off");
        // Some libraries look for an SDK that all share; ours is given to whoever needs it.
        defaults.put("logging.level.io.opentelemetry.api.GlobalOpenTelemetry", "warn");
        // Nothing is written to it unless prompts are switched on.
        defaults.put("logging.level." + PromptLog.LOGGER, "debug");
        defaults.put("logging.pattern.correlation", "%replace([%X{task.id}] ){'^\\[\\] $', ''}");
        String level = environment.getProperty(LEVEL_VARIABLE, "");
        if (!level.isBlank()) {
            defaults.put("logging.level.dev.millrace", level);
        }
        if ("json".equalsIgnoreCase(environment.getProperty(FORMAT_VARIABLE))) {
            defaults.put("logging.structured.format.console", "ecs");
        }
        environment
                .getPropertySources()
                .addLast(new MapPropertySource("millrace-logging", defaults));
    }
}
