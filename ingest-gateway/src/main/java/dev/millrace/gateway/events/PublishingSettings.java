package dev.millrace.gateway.events;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How tasks are written to Kafka.
 *
 * @param acknowledgeWithin how long a caller waits for Kafka to acknowledge a task; half of it for
 *     each of its two records
 * @param buffer the most memory for records that Kafka has not acknowledged yet
 */
@Validated
@ConfigurationProperties("millrace.gateway.publishing")
public record PublishingSettings(
        @DefaultValue("1800ms") Duration acknowledgeWithin, @DefaultValue("48MB") DataSize buffer) {

    /** How long one record may take: a task is two of them, one after the other. */
    public Duration delivery() {
        return acknowledgeWithin.dividedBy(2);
    }
}
