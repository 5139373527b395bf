package dev.millrace.executor.engine;

import java.time.Duration;
import java.util.Map;

/**
 * How work is taken from Kafka.
 *
 * @param commitInterval how often it is committed what is done
 * @param leaveGroupOnStop whether stopping gives the partitions to others at once instead of
 *     keeping them for the restart
 * @param consumerProperties properties of the consumer
 * @param outcomeProperties properties of a consumer that looks up what is reported
 */
public record SourceSettings(
        Duration commitInterval,
        boolean leaveGroupOnStop,
        Map<String, Object> consumerProperties,
        Map<String, Object> outcomeProperties) {

    public SourceSettings {
        consumerProperties = Map.copyOf(consumerProperties);
        outcomeProperties = Map.copyOf(outcomeProperties);
    }
}
