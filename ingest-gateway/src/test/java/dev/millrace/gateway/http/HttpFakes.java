package dev.millrace.gateway.http;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** What stands in for Kafka and the view behind a gateway that is tested over HTTP alone. */
@TestConfiguration
public class HttpFakes {

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
