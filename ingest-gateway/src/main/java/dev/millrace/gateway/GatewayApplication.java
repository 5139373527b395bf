package dev.millrace.gateway;

import dev.millrace.gateway.agents.InvalidDefinitionsAnalyzer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the gateway. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class GatewayApplication {

    /** Tells the supervisor that starting again would change nothing. */
    private static final int FOR_GOOD = 64;

    public static void main(String[] arguments) {
        try {
            SpringApplication.run(GatewayApplication.class, arguments);
        } catch (RuntimeException e) {
            // Spring Boot can turn an exception into an exit code, but not before its context
            // works.
            if (InvalidDefinitionsAnalyzer.isCause(e)) {
                System.exit(FOR_GOOD);
            }
            throw e;
        }
    }
}
