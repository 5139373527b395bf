package dev.millrace.gateway.deadletters;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.record.TimestampType;

/** Topics in memory. */
public final class FakeLetterLog implements LetterLog {

    private final Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> records =
            new ConcurrentHashMap<>();
    private long cleared;
    private final AtomicInteger reads = new AtomicInteger();

    /** Adds a record and tells its offset. */
    public long add(
            String topic, int partition, Instant at, byte[] key, byte[] value, Headers headers) {
        List<ConsumerRecord<byte[], byte[]>> log =
                records.computeIfAbsent(
                        new TopicPartition(topic, partition), _ -> new ArrayList<>());
        long offset = cleared + log.size();
        log.add(
                new ConsumerRecord<>(
                        topic,
                        partition,
                        offset,
                        at.toEpochMilli(),
                        TimestampType.CREATE_TIME,
                        key == null ? -1 : key.length,
                        value == null ? -1 : value.length,
                        key,
                        value,
                        headers,
                        Optional.empty()));
        return offset;
    }

    /** Forgets all records; their offsets are not used again. */
    public void clear() {
        cleared += 1_000;
        records.clear();
    }

    int reads() {
        return reads.get();
    }

    @Override
    public Map<TopicPartition, Span> spans(Set<String> topics, Instant since, Instant until) {
        Map<TopicPartition, Span> spans = new HashMap<>();
        records.forEach(
                (partition, log) -> {
                    if (topics.contains(partition.topic())) {
                        spans.put(
                                partition,
                                new Span(
                                        since == null ? cleared : first(log, since),
                                        until == null ? cleared + log.size() : first(log, until)));
                    }
                });
        return spans;
    }

    private long first(List<ConsumerRecord<byte[], byte[]>> log, Instant time) {
        return log.stream()
                .filter(entry -> entry.timestamp() >= time.toEpochMilli())
                .findFirst()
                .map(ConsumerRecord::offset)
                .orElse(cleared + log.size());
    }

    @Override
    public void read(
            TopicPartition partition, Span span, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        reads.incrementAndGet();
        records.getOrDefault(partition, List.of()).stream()
                .filter(entry -> entry.offset() >= span.start() && entry.offset() < span.end())
                .forEach(each);
    }

    @Override
    public Optional<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition, long offset) {
        return records.getOrDefault(partition, List.of()).stream()
                .filter(entry -> entry.offset() == offset)
                .findFirst();
    }
}
