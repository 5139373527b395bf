package dev.millrace.gateway.view;

import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.gateway.events.EventRecords;
import dev.millrace.gateway.events.PublishingSettings;
import dev.millrace.gateway.events.RecordWriter;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Lets the rest of the gateway claim idempotency keys. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "millrace.gateway.view.enabled", matchIfMissing = true)
class ClaimConfiguration {

    @Bean
    ClaimDecisions claimDecisions() {
        return new ClaimDecisions();
    }

    @Bean
    Claims claims(
            RunningStreams running,
            ClaimDecisions decisions,
            RecordWriter kafka,
            EventSerdes serdes,
            KafkaReach reach,
            ViewSettings settings) {
        return new KafkaClaims(
                new TaskTable(running)::claim,
                decisions,
                kafka,
                new EventRecords(serdes),
                reach,
                settings.patience());
    }

    @Bean
    KafkaReach kafkaReach(LogEnds viewLogEnds, PublishingSettings settings) {
        return () -> viewLogEnds.areTold(settings.delivery());
    }
}
