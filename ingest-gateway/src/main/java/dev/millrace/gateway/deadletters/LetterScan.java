package dev.millrace.gateway.deadletters;

import dev.millrace.gateway.deadletters.LetterLog.Span;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Goes through partitions from their ends to their starts, all at once and newest first, until it
 * has found enough or looked at enough. Used by one thread, once.
 */
final class LetterScan {

    private static final int CHUNK = 50;
    private static final int MAX_RECORDS = 20_000;
    private static final long MAX_BYTES = 64L * 1024 * 1024;
    private static final long MAX_NANOS = 8_000_000_000L;

    private static final Comparator<DeadLetter> AGE =
            Comparator.comparing(DeadLetter::at).thenComparing(letter -> letter.id().toString());

    private final LetterLog log;
    private final Function<ConsumerRecord<byte[], byte[]>, Optional<DeadLetter>> choice;
    private final List<Lane> lanes = new ArrayList<>();
    private final long start = System.nanoTime();
    private int records;
    private long bytes;

    /**
     * @param choice the letter that a record holds, if it is wanted
     */
    LetterScan(
            LetterLog log,
            Map<TopicPartition, Span> spans,
            Function<ConsumerRecord<byte[], byte[]>, Optional<DeadLetter>> choice) {
        this.log = log;
        this.choice = choice;
        spans.forEach((partition, span) -> lanes.add(new Lane(partition, span)));
    }

    /** At most so many letters. */
    LetterPage page(int limit) {
        List<DeadLetter> page = new ArrayList<>();
        while (page.size() < limit && lanes.stream().allMatch(Lane::hasLookedAhead)) {
            Optional<Lane> newest =
                    lanes.stream()
                            .filter(lane -> !lane.found.isEmpty())
                            .max(Comparator.comparing(lane -> lane.found.getFirst(), AGE));
            if (newest.isEmpty()) {
                return new LetterPage(page, null);
            }
            page.add(newest.get().found.removeFirst());
        }
        Map<TopicPartition, Long> rest = new HashMap<>();
        for (Lane lane : lanes) {
            if (lane.rest() > lane.span.start()) {
                rest.put(lane.partition, lane.rest());
            }
        }
        return new LetterPage(page, rest.isEmpty() ? null : new LetterCursor(rest));
    }

    private boolean mayGoOn() {
        return records < MAX_RECORDS && bytes < MAX_BYTES && System.nanoTime() - start < MAX_NANOS;
    }

    private final class Lane {

        private final TopicPartition partition;
        private final Span span;
        private final Deque<DeadLetter> found = new ArrayDeque<>();
        private long unread;

        private Lane(TopicPartition partition, Span span) {
            this.partition = partition;
            this.span = span;
            this.unread = span.end();
        }

        /** Whether the next letter of the partition is known, or that there is none. */
        private boolean hasLookedAhead() {
            while (found.isEmpty() && unread > span.start()) {
                if (!mayGoOn()) {
                    return false;
                }
                long from = Math.max(span.start(), unread - CHUNK);
                log.read(partition, new Span(from, unread), this::look);
                unread = from;
            }
            return true;
        }

        private void look(ConsumerRecord<byte[], byte[]> entry) {
            records++;
            bytes += Math.max(0, entry.serializedValueSize());
            choice.apply(entry).ifPresent(found::addFirst);
        }

        private long rest() {
            return found.isEmpty() ? unread : found.getFirst().id().offset() + 1;
        }
    }
}
