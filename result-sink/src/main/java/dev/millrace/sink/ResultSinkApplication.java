package dev.millrace.sink;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the sink. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class ResultSinkApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(ResultSinkApplication.class, arguments);
    }
}
