package dev.millrace.gateway.deadletters;

import dev.millrace.eventruntime.KafkaConnection;
import dev.millrace.gateway.kafka.IdleConsumers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads the topics with consumers that belong to no group. Thread-safe. */
final class KafkaLetterLog implements LetterLog, AutoCloseable {

    // Letters may be large.
    private static final int FETCH_BYTES = 4 * 1024 * 1024;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration READ_WITHIN = Duration.ofSeconds(15);

    private final ConsumerPool consumers;
    private final Map<String, Integer> partitions;

    KafkaLetterLog(KafkaConnection kafka) {
        this.consumers = new ConsumerPool(IdleConsumers.properties(kafka, FETCH_BYTES));
        this.partitions =
                LetterId.topics().entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey, topic -> topic.getValue().partitions()));
    }

    @Override
    public Map<TopicPartition, Span> spans(
            Set<String> topics, @Nullable Instant since, @Nullable Instant until) {
        List<TopicPartition> all = topics.stream().flatMap(this::partitions).toList();
        return consumers.call(
                consumer -> {
                    Map<TopicPartition, Long> ends = consumer.endOffsets(all);
                    Map<TopicPartition, Long> starts =
                            since == null
                                    ? consumer.beginningOffsets(all)
                                    : at(consumer, all, since, ends);
                    Map<TopicPartition, Long> upTo =
                            until == null ? ends : at(consumer, all, until, ends);
                    Map<TopicPartition, Span> spans = new HashMap<>();
                    for (TopicPartition partition : all) {
                        spans.put(
                                partition,
                                new Span(
                                        starts.getOrDefault(partition, 0L),
                                        upTo.getOrDefault(partition, 0L)));
                    }
                    return spans;
                });
    }

    private Stream<TopicPartition> partitions(String topic) {
        return IntStream.range(0, partitions.getOrDefault(topic, 0))
                .mapToObj(partition -> new TopicPartition(topic, partition));
    }

    private static Map<TopicPartition, Long> at(
            KafkaConsumer<byte[], byte[]> consumer,
            List<TopicPartition> partitions,
            Instant time,
            Map<TopicPartition, Long> ends) {
        Map<TopicPartition, Long> asked =
                partitions.stream()
                        .collect(
                                Collectors.toMap(
                                        Function.identity(),
                                        _ -> Math.max(0, time.toEpochMilli())));
        Map<TopicPartition, Long> found = new HashMap<>(ends);
        Map<TopicPartition, OffsetAndTimestamp> first = consumer.offsetsForTimes(asked);
        first.forEach(
                (partition, place) -> {
                    // None so late: the end.
                    if (place != null) {
                        found.put(partition, place.offset());
                    }
                });
        return found;
    }

    @Override
    public void read(
            TopicPartition partition, Span span, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        consumers.call(
                consumer -> {
                    poll(consumer, partition, span, each);
                    return true;
                });
    }

    @Override
    public Optional<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition, long offset) {
        return consumers.call(
                consumer -> {
                    long start =
                            consumer.beginningOffsets(List.of(partition))
                                    .getOrDefault(partition, 0L);
                    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
                    if (offset < start || offset >= end) {
                        return Optional.empty();
                    }
                    AtomicReference<@Nullable ConsumerRecord<byte[], byte[]>> found =
                            new AtomicReference<>();
                    poll(consumer, partition, new Span(offset, offset + 1), found::set);
                    return Optional.ofNullable(found.get());
                });
    }

    private static void poll(
            KafkaConsumer<byte[], byte[]> consumer,
            TopicPartition partition,
            Span span,
            Consumer<ConsumerRecord<byte[], byte[]>> each) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, span.start());
        long start = System.nanoTime();
        while (consumer.position(partition) < span.end()) {
            if (System.nanoTime() - start > READ_WITHIN.toNanos()) {
                throw new LettersUnavailableException(
                        "the dead letters could not be read in time", null);
            }
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> entry : records.records(partition)) {
                if (entry.offset() < span.end()) {
                    each.accept(entry);
                }
            }
        }
    }

    @Override
    public void close() {
        consumers.close();
    }
}
