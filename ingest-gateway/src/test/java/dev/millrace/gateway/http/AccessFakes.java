package dev.millrace.gateway.http;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** What stands for Kafka and the view of the tasks. */
@TestConfiguration
public class AccessFakes {

    @Bean
    FakeSubmissions fakeSubmissions() {
        return new FakeSubmissions();
    }

    @Bean
    FakeCommands fakeCommands() {
        return new FakeCommands();
    }

    @Bean
    FakeAudit fakeAudit() {
        return new FakeAudit();
    }

    @Bean
    FakeView fakeView() {
        return new FakeView();
    }
}
