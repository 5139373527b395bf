package dev.millrace.gateway.deadletters;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.gateway.audit.AuditTrail;
import dev.millrace.gateway.events.RecordWriter;
import dev.millrace.gateway.view.TaskView;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts together what deals with dead letters. */
@Configuration(proxyBeanMethods = false)
class DeadLetterConfiguration {

    @Bean
    DeadLetterDesk deadLetterDesk(
            LetterLog log,
            Fates fates,
            EventSerdes serdes,
            TaskView view,
            RecordWriter kafka,
            AuditTrail audit) {
        return new DeadLetterDesk(
                log,
                new LetterReader(serdes),
                fates,
                new FailedTasks(log, serdes, kafka, view, Clock.systemUTC()),
                kafka,
                audit);
    }

    @Bean
    RedriveJobs redriveJobs(DeadLetterDesk desk) {
        return new RedriveJobs(desk, Clock.systemUTC());
    }

    @Bean
    Fates fates() {
        return new Fates();
    }

    /** What reads from Kafka. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "millrace.gateway.dead-letters.enabled", matchIfMissing = true)
    static class Reading {

        @Bean
        KafkaLetterLog kafkaLetterLog(KafkaConnection kafka) {
            return new KafkaLetterLog(kafka);
        }

        @Bean(initMethod = "start")
        FateReader fateReader(KafkaConnection kafka, EventSerdes serdes, Fates fates) {
            return new FateReader(kafka, serdes, fates, Clock.systemUTC());
        }
    }
}
