package dev.millrace.gateway.deadletters;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads records at places of one's choice; keeps no place of its own. Thread-safe. */
interface LetterLog {

    /**
     * A part of a partition.
     *
     * @param start its first offset
     * @param end the offset after its last
     */
    record Span(long start, long end) {}

    /**
     * What there is of some topics.
     *
     * @param since records from this time on; null for the start
     * @param until records before this time; null for the end
     */
    Map<TopicPartition, Span> spans(
            Set<String> topics, @Nullable Instant since, @Nullable Instant until);

    /** Reads a part in order. */
    void read(TopicPartition partition, Span span, Consumer<ConsumerRecord<byte[], byte[]>> each);

    /** Reads one record, if it is still there. */
    Optional<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition, long offset);
}
