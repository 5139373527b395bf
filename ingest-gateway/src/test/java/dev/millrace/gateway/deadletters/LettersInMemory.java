package dev.millrace.gateway.deadletters;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.gateway.events.FakeWriter;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Dead letters without a broker. */
@TestConfiguration
public class LettersInMemory {

    @Bean
    EventSerdes inMemorySerdes() {
        return EventSerdes.inMemory();
    }

    @Bean
    FakeLetterLog fakeLetterLog(Fates fates) {
        fates.markComplete();
        return new FakeLetterLog();
    }

    @Bean
    FakeWriter fakeWriter() {
        return new FakeWriter();
    }

    @Bean
    Letters letters(EventSerdes serdes, FakeLetterLog log) {
        return new Letters(serdes, log);
    }
}
