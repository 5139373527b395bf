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
 * @param scans how many partitions are read at the same time for those who need older words
 * @param heartbeat how often a stream on which nothing happens tells that it lives
 */
@Validated
@ConfigurationProperties("millrace.gateway.streaming")
public record StreamingSettings(
        @DefaultValue("16MB") DataSize memory,
        @Min(1) @DefaultValue("2") int scans,
        @DefaultValue("3s") Duration heartbeat) {}
