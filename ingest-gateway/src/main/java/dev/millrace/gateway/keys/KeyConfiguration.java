package dev.millrace.gateway.keys;

import dev.millrace.apikeys.KeyTable;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.gateway.audit.AuditTrail;
import dev.millrace.gateway.identity.IdentitySettings;
import java.time.Clock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

/** Puts together what deals with API keys. */
@Configuration(proxyBeanMethods = false)
class KeyConfiguration {

    @Bean
    KeyTable keyTable(IdentitySettings settings) {
        return new KeyTable(settings.mostKeys());
    }

    @Bean
    Secret secret(IdentitySettings settings) {
        return new Secret(settings);
    }

    @Bean
    @Order(2)
    RecordedKeys recordedKeys(
            KeyTable table,
            Secret secret,
            IdentitySettings settings,
            @Value("${millrace.event-runtime.enabled:true}") boolean reading) {
        RecordedKeys keys = new RecordedKeys(table, secret, settings, Clock.systemUTC());
        if (!reading) {
            keys.markComplete();
        }
        return keys;
    }

    @Bean
    KeyDesk keyDesk(
            KeyTable table, RecordedKeys keys, Secret secret, KeyLog log, AuditTrail audit) {
        return new KeyDesk(table, keys, secret, log, audit, Clock.systemUTC());
    }

    /** What reads from Kafka. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "millrace.event-runtime.enabled", matchIfMissing = true)
    static class Reading {

        @Bean
        KeyTail keyTail(
                KafkaConnection kafka,
                EventSerdes serdes,
                KeyTable table,
                RecordedKeys keys,
                KeyLog log) {
            return new KeyTail(kafka, serdes, table, keys, log);
        }

        @Bean
        HealthIndicator keysHealthIndicator(KeyTable table, RecordedKeys keys, KeyTail tail) {
            return new KeyHealthIndicator(table, keys, tail::isReading);
        }
    }
}
