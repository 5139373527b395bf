package dev.millrace.gateway.view;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * The events of the tasks of one partition, by task and sequence number.
 *
 * <p>State: one store. Used by the Streams thread that owns the partition only.
 */
final class TimelineStore {

    static final String EVENTS = "event-by-task";

    /** The most events of a task that are kept; of more the latest are. */
    static final int MAX_EVENTS = 1_000;

    /** The most bytes that a follower is told at once. */
    private static final int MAX_NEXT_BYTES = 128 * 1024;

    /** Past this many bytes of one timeline, decisions are read without their texts. */
    private static final int MAX_TIMELINE_BYTES = 8 * 1024 * 1024;

    private static final String SEPARATOR = "|";
    private static final int SEQUENCE_DIGITS = 19;

    private final KeyValueStore<String, byte[]> events;

    TimelineStore(ProcessorContext<?, ?> context) {
        this.events = context.getStateStore(EVENTS);
    }

    static StoreBuilder<KeyValueStore<String, byte[]>> events() {
        return TaskStore.store(EVENTS);
    }

    /**
     * Keeps an event.
     *
     * @param highest the highest sequence number of the task
     */
    void put(String taskId, TimelineEvent event, long highest) {
        long oldest = highest - MAX_EVENTS;
        if (event.sequence() < 0 || event.sequence() <= oldest) {
            return;
        }
        events.put(key(taskId, event.sequence()), TimelineSerde.toBytes(event));
        if (oldest >= 0 && event.sequence() == highest) {
            delete(taskId, oldest);
        }
    }

    /** Forgets the events of a task. */
    void forget(String taskId) {
        delete(taskId, Long.MAX_VALUE);
    }

    private void delete(String taskId, long upTo) {
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all =
                events.range(key(taskId, 0), key(taskId, upTo))) {
            while (all.hasNext()) {
                String key = all.next().key;
                if (isOf(taskId, key)) {
                    keys.add(key);
                }
            }
        }
        keys.forEach(events::delete);
    }

    /** The events of a task in order, so far as a store holds them. */
    static List<TimelineEvent> read(ReadOnlyKeyValueStore<String, byte[]> store, String taskId) {
        List<TimelineEvent> timeline = new ArrayList<>();
        long bytes = 0;
        try (KeyValueIterator<String, byte[]> all =
                store.range(key(taskId, 0), key(taskId, Long.MAX_VALUE))) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                if (isOf(taskId, entry.key)) {
                    bytes += entry.value.length;
                    TimelineEvent event = TimelineSerde.fromBytes(sequence(entry.key), entry.value);
                    timeline.add(bytes > MAX_TIMELINE_BYTES ? event.withoutTexts() : event);
                }
            }
        }
        return timeline;
    }

    /** The next events of a task behind a sequence number, not always all of them. */
    static List<TimelineEvent> readNext(
            ReadOnlyKeyValueStore<String, byte[]> store, String taskId, long after) {
        List<TimelineEvent> next = new ArrayList<>();
        long bytes = 0;
        try (KeyValueIterator<String, byte[]> all =
                store.range(key(taskId, after + 1), key(taskId, Long.MAX_VALUE))) {
            while (bytes < MAX_NEXT_BYTES && all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                if (isOf(taskId, entry.key)) {
                    bytes += entry.value.length;
                    next.add(TimelineSerde.fromBytes(sequence(entry.key), entry.value));
                }
            }
        }
        return next;
    }

    private static String key(String taskId, long sequence) {
        return taskId + SEPARATOR + TaskStore.padded(sequence);
    }

    /** Ids have the separator in them if they like, so keys of another task may lie in between. */
    private static boolean isOf(String taskId, String key) {
        return key.length() == taskId.length() + SEPARATOR.length() + SEQUENCE_DIGITS
                && key.startsWith(taskId + SEPARATOR);
    }

    private static long sequence(String key) {
        return Long.parseLong(key.substring(key.length() - SEQUENCE_DIGITS));
    }
}
