package dev.millrace.streams;

import dev.millrace.eventruntime.ServiceExit;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The stream processors: a service that runs the topologies of Millrace. */
@SpringBootApplication(proxyBeanMethods = false)
public class StreamProcessorsApplication {

    public static void main(String[] arguments) {
        try {
            SpringApplication.run(StreamProcessorsApplication.class, arguments);
        } catch (RuntimeException e) {
            // Spring Boot can turn an exception into an exit code, but not before its context
            // works.
            if (UnusableDefinitions.areCauseOf(e)) {
                System.exit(ServiceExit.UNUSABLE_CONFIGURATION);
            }
            throw e;
        }
    }
}
