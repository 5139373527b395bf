package dev.millrace.gateway;

import dev.millrace.agents.InvalidDefinitionsException;
import dev.millrace.eventruntime.ServiceStart;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the gateway. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class GatewayApplication {

    public static void main(String[] arguments) {
        ServiceStart.run(GatewayApplication.class, arguments, InvalidDefinitionsException.class);
    }
}
