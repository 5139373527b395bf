package dev.millrace.executor.engine;

import dev.millrace.executor.engine.Item.Ticket;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what a process reported between its last commit and its sudden end: each outcome names the
 * record of work that it is of. So only what had no outcome yet is done again.
 *
 * <p>Reads a bounded stretch of the topic, for a bounded time; what it misses is done twice, as if
 * it had not looked.
 */
final class OutcomeTail implements ReportedWork {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomeTail.class);

    /** An outcome may have been on its way to Kafka this long when the commit was made. */
    private static final Duration BEFORE = Duration.ofSeconds(30);

    /** A living process commits again by then, see {@link AssignedPartition}. */
    private static final Duration AFTER = Duration.ofSeconds(60);

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final String topic;
    private final Supplier<Consumer<byte[], byte[]>> consumers;

    /**
     * @param topic where the outcomes are
     * @param consumers makes a consumer that is in no group
     */
    OutcomeTail(String topic, Supplier<Consumer<byte[], byte[]>> consumers) {
        this.topic = topic;
        this.consumers = consumers;
    }

    @Override
    public Map<TopicPartition, Set<Long>> since(Map<TopicPartition, Instant> committedAt) {
        if (committedAt.isEmpty()) {
            return Map.of();
        }
        Collection<Instant> commits = committedAt.values();
        Instant from = Collections.min(commits).minus(BEFORE);
        Instant to = Collections.max(commits).plus(AFTER);
        Map<TopicPartition, Set<Long>> found = new HashMap<>();
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            for (Ticket ticket : read(consumer, from, to)) {
                if (committedAt.containsKey(ticket.partition())) {
                    found.computeIfAbsent(ticket.partition(), _ -> new HashSet<>())
                            .add(ticket.offset());
                }
            }
        }
        return found;
    }

    private Set<Ticket> read(Consumer<byte[], byte[]> consumer, Instant from, Instant to) {
        Map<TopicPartition, Long> ends = seek(consumer, from);
        Set<Ticket> tickets = new HashSet<>();
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (!ends.isEmpty() && System.nanoTime() < deadline) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.timestamp() > to.toEpochMilli()) {
                    ends.remove(new TopicPartition(topic, record.partition()));
                } else {
                    add(record, tickets);
                }
            }
            ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
            consumer.assign(ends.keySet());
        }
        if (!ends.isEmpty()) {
            LOG.warn("{} could not be read in {}: work may be done twice", ends, LONGEST);
        }
        return tickets;
    }

    /** Goes to the first record since a time; says where to stop, for partitions that have one. */
    private Map<TopicPartition, Long> seek(Consumer<byte[], byte[]> consumer, Instant from) {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic).stream()
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .toList();
        Map<TopicPartition, Long> times = new HashMap<>();
        partitions.forEach(partition -> times.put(partition, from.toEpochMilli()));
        Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
        Map<TopicPartition, OffsetAndTimestamp> starts = consumer.offsetsForTimes(times);
        ends.keySet().removeIf(partition -> starts.get(partition) == null);
        consumer.assign(ends.keySet());
        for (TopicPartition partition : ends.keySet()) {
            OffsetAndTimestamp start = starts.get(partition);
            if (start != null) {
                consumer.seek(partition, start.offset());
            }
        }
        return ends;
    }

    private static void add(ConsumerRecord<byte[], byte[]> record, Set<Ticket> tickets) {
        Header header = record.headers().lastHeader(Ticket.HEADER);
        if (header != null && header.value() != null) {
            Ticket.parse(header.value()).ifPresent(tickets::add);
        }
    }
}
