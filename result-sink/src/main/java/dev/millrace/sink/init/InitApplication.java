package dev.millrace.sink.init;

import dev.millrace.sink.index.Indices;
import dev.millrace.sink.metrics.SinkMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/**
 * Creates topics, schemas, index templates and the first index, and ends: for installations whose
 * services may not, or where one job shall do it before they start.
 *
 * <p>What is there already stays. Topics and schemas are made by what every service has at its
 * start; the indices come last.
 */
// No configuration by itself, or the sink would find it.
@EnableAutoConfiguration
@ComponentScan("dev.millrace.sink.index")
@ConfigurationPropertiesScan("dev.millrace.sink.index")
public class InitApplication {

    /** The word after the name of the program that asks for this instead of the sink. */
    public static final String COMMAND = "init";

    private static final Logger LOG = LoggerFactory.getLogger(InitApplication.class);

    @Bean
    static SinkMetrics sinkMetrics(MeterRegistry meters) {
        return new SinkMetrics(meters, Clock.systemUTC());
    }

    /**
     * Waits for Kafka and the registry, and sets everything up.
     *
     * @throws RuntimeException if something cannot be made; whoever started the process tries again
     */
    public static void run(String[] arguments) {
        SpringApplication application = new SpringApplication(InitApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        try (ConfigurableApplicationContext context = application.run(arguments)) {
            context.getBean(Indices.class).ensure();
            LOG.info("Topics, schemas, index templates and the first index are there");
        } catch (IOException e) {
            throw new UncheckedIOException("Elasticsearch cannot be set up", e);
        }
    }
}
