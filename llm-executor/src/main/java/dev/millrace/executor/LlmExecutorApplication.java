package dev.millrace.executor;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the executor. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class LlmExecutorApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(LlmExecutorApplication.class, arguments);
    }
}
