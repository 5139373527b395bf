package dev.millrace.streams.agent;

import java.time.Clock;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Lets the records of a topic be chosen before those of others that are at hand: Kafka Streams
 * takes the one with the earliest time, and the others' is when they became the next of their
 * partition.
 */
final class AheadOfOthers implements TimestampExtractor {

    /** Longer than a record is the next of its partition while others are taken before it. */
    private static final Duration AHEAD = Duration.ofSeconds(1);

    private final Clock clock;

    AheadOfOthers(Clock clock) {
        this.clock = clock;
    }

    @Override
    public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
        return clock.instant().minus(AHEAD).toEpochMilli();
    }
}
