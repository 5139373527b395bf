package dev.millrace.gateway.backlog;

import dev.millrace.gateway.backlog.BacklogSource.Head;
import dev.millrace.gateway.backlog.BacklogSource.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Reads the first record behind an offset, with a consumer of no group that lives as long. */
final class LogHeads {

    private static final Duration WITHIN = Duration.ofSeconds(2);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Supplier<Consumer<byte[], byte[]>> consumers;

    LogHeads(Supplier<Consumer<byte[], byte[]>> consumers) {
        this.consumers = consumers;
    }

    List<Head> find(List<Question> questions) {
        List<Head> heads = new ArrayList<>();
        long until = System.nanoTime() + WITHIN.toNanos();
        try (Consumer<byte[], byte[]> consumer = consumers.get()) {
            // Lanes may read the same partition, each from another offset.
            questions.stream()
                    .collect(Collectors.groupingBy(question -> question.place().lane()))
                    .values()
                    .forEach(lane -> find(consumer, lane, until, heads));
        }
        return heads;
    }

    private static void find(
            Consumer<byte[], byte[]> consumer,
            List<Question> questions,
            long until,
            List<Head> heads) {
        Map<TopicPartition, Question> open = new HashMap<>();
        questions.forEach(question -> open.put(partition(question.place()), question));
        consumer.assign(open.keySet());
        open.forEach((partition, question) -> consumer.seek(partition, question.from()));
        while (!open.isEmpty() && System.nanoTime() < until) {
            takeFirst(consumer.poll(POLL), open, heads);
            takeEmpty(consumer, open, heads);
            consumer.assign(open.keySet());
        }
    }

    private static void takeFirst(
            ConsumerRecords<byte[], byte[]> records,
            Map<TopicPartition, Question> open,
            List<Head> heads) {
        for (TopicPartition partition : records.partitions()) {
            Question question = open.remove(partition);
            if (question != null) {
                ConsumerRecord<byte[], byte[]> first = records.records(partition).getFirst();
                heads.add(
                        new Head(
                                question.place(),
                                question.from(),
                                first.offset(),
                                Instant.ofEpochMilli(first.timestamp())));
            }
        }
    }

    /** The consumer has passed over all there was. */
    private static void takeEmpty(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, Question> open,
            List<Head> heads) {
        for (Iterator<Question> all = open.values().iterator(); all.hasNext(); ) {
            Question question = all.next();
            long position = consumer.position(partition(question.place()), POLL);
            if (position >= question.end()) {
                heads.add(new Head(question.place(), question.from(), position, null));
                all.remove();
            }
        }
    }

    static TopicPartition partition(Place place) {
        return new TopicPartition(place.topic(), place.partition());
    }
}
