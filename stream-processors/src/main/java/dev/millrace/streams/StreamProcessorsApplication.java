package dev.millrace.streams;

import dev.millrace.agents.InvalidDefinitionsException;
import dev.millrace.eventruntime.ServiceStart;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The stream processors: a service that runs the topologies of Millrace. */
@SpringBootApplication(proxyBeanMethods = false)
public class StreamProcessorsApplication {

    public static void main(String[] arguments) {
        ServiceStart.run(
                StreamProcessorsApplication.class, arguments, InvalidDefinitionsException.class);
    }
}
