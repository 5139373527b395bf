package dev.millrace.eventruntime;

import jakarta.validation.constraints.Min;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What a service does about the topics of the catalogue at its start.
 *
 * @param create whether a service creates topics of the catalogue that are missing at its start
 * @param replicationFactor how many brokers hold each record of a topic that a service creates; 3
 *     in production
 */
@Validated
@ConfigurationProperties("millrace.topics")
public record TopicSettings(
        @DefaultValue("true") boolean create, @Min(1) @DefaultValue("1") short replicationFactor) {}
