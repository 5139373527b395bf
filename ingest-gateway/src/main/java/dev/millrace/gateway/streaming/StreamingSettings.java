package dev.millrace.gateway.streaming;

import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How tasks are followed.
 *
 * @param memory the most bytes of models' words that are kept for those who come late
 * @param scans how many readings of older words from Kafka run at the same time
 * @param scansWaiting how many more may wait; beyond that readers are told to come again
 * @param heartbeat how often a stream on which nothing happens tells that it lives
 */
@Validated
@ConfigurationProperties("millrace.gateway.streaming")
public record StreamingSettings(
        @DefaultValue("16MB") DataSize memory,
        @Min(1) @DefaultValue("2") int scans,
        @Min(1) @DefaultValue("256") int scansWaiting,
        @DefaultValue("3s") Duration heartbeat) {}
