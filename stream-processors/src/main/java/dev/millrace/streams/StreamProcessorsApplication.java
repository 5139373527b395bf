package dev.millrace.streams;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The stream processors: a service that runs the topologies of Millrace. */
@SpringBootApplication(proxyBeanMethods = false)
public class StreamProcessorsApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(StreamProcessorsApplication.class, arguments);
    }
}
