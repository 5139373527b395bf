package dev.millrace.gateway.events;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.gateway.keys.KeyLog;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets keys be written with whatever writes records. */
@Configuration(proxyBeanMethods = false)
class KeyLogConfiguration {

    @Bean
    KeyLog keyLog(RecordWriter kafka, EventSerdes serdes) {
        return new KafkaKeyLog(kafka, new EventRecords(serdes));
    }
}
