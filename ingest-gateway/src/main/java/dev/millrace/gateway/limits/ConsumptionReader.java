package dev.millrace.gateway.limits;

import dev.millrace.LimitConsumed;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.gateway.kafka.FollowedTopic;
import dev.millrace.gateway.kafka.LogFollower;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what other instances let through, from now on.
 *
 * <p>Owns a {@link LogFollower} that runs from {@link #start} to {@link #close}.
 */
final class ConsumptionReader implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumptionReader.class);
    private static final Duration POLL = Duration.ofMillis(500);

    private final String instance;
    private final Deserializer<LimitConsumed> deserializer;
    private final RateLimits limits;
    private final LogFollower follower;

    ConsumptionReader(
            String instance, KafkaConnection kafka, EventSerdes serdes, RateLimits limits) {
        this.instance = instance;
        this.deserializer = serdes.deserializer(Topics.LIMITS_CONSUMED);
        this.limits = limits;
        this.follower =
                new LogFollower(
                        topic(kafka), Consumer::seekToEnd, records -> records.forEach(this::take));
    }

    private static FollowedTopic topic(KafkaConnection kafka) {
        Map<String, Object> properties = kafka.consumerProperties();
        properties.put("client.id", "ingest-gateway-limits");
        // What was let through before this instance came is there again soon.
        properties.put("auto.offset.reset", "latest");
        return new FollowedTopic(
                Topics.LIMITS_CONSUMED,
                "What other gateways let through",
                "limits-reader",
                POLL,
                properties);
    }

    void start() {
        follower.start();
    }

    private void take(ConsumerRecord<byte[], byte[]> entry) {
        try {
            LimitConsumed consumed = deserializer.deserialize(entry.topic(), entry.value());
            if (consumed != null && !consumed.getInstance().equals(instance)) {
                limits.takeElsewhere(
                        consumed.getTenantId(),
                        consumed.getUserId(),
                        consumed.getRequests(),
                        consumed.getPromptCharacters());
            }
        } catch (UndecodableRecordException e) {
            LOG.warn(
                    "Passed over what is no consumption: {}-{} at offset {}: {}",
                    entry.topic(),
                    entry.partition(),
                    entry.offset(),
                    FailureText.of(e));
        }
    }

    @Override
    public void close() {
        follower.close();
    }
}
