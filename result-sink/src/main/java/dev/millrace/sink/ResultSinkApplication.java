package dev.millrace.sink;

import dev.millrace.eventruntime.ServiceStart;
import dev.millrace.sink.init.InitApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Starts the sink, or with the argument {@code init} sets up what all services share. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class ResultSinkApplication {

    public static void main(String[] arguments) {
        if (arguments.length > 0 && arguments[0].equals(InitApplication.COMMAND)) {
            InitApplication.run(arguments);
            return;
        }
        ServiceStart.run(ResultSinkApplication.class, arguments);
    }
}
