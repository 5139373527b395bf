package dev.millrace.executor;

import dev.millrace.agents.InvalidDefinitionsException;
import dev.millrace.eventruntime.ServiceStart;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the executor. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class LlmExecutorApplication {

    public static void main(String[] arguments) {
        ServiceStart.run(
                LlmExecutorApplication.class, arguments, InvalidDefinitionsException.class);
    }
}
