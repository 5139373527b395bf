package dev.millrace.gateway.keys;

import dev.millrace.ApiKeyRecorded;
import dev.millrace.apikeys.KeyTable;
import dev.millrace.eventruntime.EventSerdes;
import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.eventruntime.UndecodableRecordException;
import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.gateway.events.NotAcknowledgedException;
import dev.millrace.gateway.kafka.FollowedTopic;
import dev.millrace.gateway.kafka.LogFollower;
import dev.millrace.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Follows all keys from the first record on, so that a key that was made or revoked on one instance
 * is so on all.
 *
 * <p>Owns a {@link LogFollower} that runs from {@link #start} to {@link #stop}. The start waits for
 * a while until the keys that there are were read.
 */
final class KeyTail implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(KeyTail.class);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration PATIENCE_AT_START = Duration.ofSeconds(10);

    /** Before the web server at the start. */
    private static final int PHASE = 0;

    private final Deserializer<ApiKeyRecorded> deserializer;
    private final KeyRepairs repairs;
    private final RecordedKeys keys;
    private final LogFollower follower;

    KeyTail(
            KafkaConnection kafka,
            EventSerdes serdes,
            KeyTable table,
            RecordedKeys keys,
            KeyLog log) {
        this.deserializer = serdes.deserializer(Topics.KEYS_RECORDED);
        this.repairs = new KeyRepairs(table, log);
        this.keys = keys;
        this.follower =
                new LogFollower(
                        topic(kafka),
                        Consumer::seekToBeginning,
                        records -> records.forEach(this::take),
                        this::complete);
    }

    private static FollowedTopic topic(KafkaConnection kafka) {
        Map<String, Object> properties = kafka.consumerProperties();
        properties.put("client.id", "ingest-gateway-keys");
        return new FollowedTopic(Topics.KEYS_RECORDED, "The keys", "key-tail", POLL, properties);
    }

    @Override
    public void start() {
        follower.start();
        try {
            if (!keys.complete().await(PATIENCE_AT_START.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("The keys are not read to the end yet; keys are told to come again");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether changes of keys arrive at present. */
    boolean isReading() {
        return follower.isReading();
    }

    private void complete() {
        keys.markComplete();
        try {
            repairs.repair();
        } catch (NotAcknowledgedException e) {
            LOG.warn("The end of a key is not in its last record yet: {}", FailureText.of(e));
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> entry) {
        try {
            ApiKeyRecorded recorded = deserializer.deserialize(entry.topic(), entry.value());
            if (recorded != null) {
                repairs.take(recorded);
            }
        } catch (UndecodableRecordException e) {
            LOG.warn(
                    "Passed over what is no key: {}-{} at offset {}: {}",
                    entry.topic(),
                    entry.partition(),
                    entry.offset(),
                    FailureText.of(e));
        }
    }

    @Override
    public void stop() {
        follower.close();
    }

    @Override
    public boolean isRunning() {
        return follower.isRunning();
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
