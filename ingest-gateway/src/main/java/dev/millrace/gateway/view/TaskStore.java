package dev.millrace.gateway.view;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of one partition and the order in which they are forgotten.
 *
 * <p>State: two stores, and the due time up to which nothing is left. Used by the Streams thread
 * that owns the partition only.
 */
final class TaskStore {

    static final String TASKS = "task-by-id";
    static final String DUE = "task-by-due";

    /** The most tasks that are looked at in one go, so that expiry never holds up the events. */
    static final int MAX_EXPIRED_AT_ONCE = 500;

    private static final byte[] NOTHING = {};
    private static final String ZEROS = "0".repeat(19);
    private static final String SEPARATOR = "|";

    /** Small segments, so that a restored store reads little more than it holds. */
    private static final Map<String, String> CHANGELOG =
            Map.of(
                    "segment.bytes", Integer.toString(32 * 1024 * 1024),
                    "segment.ms", Long.toString(Duration.ofMinutes(10).toMillis()),
                    "max.compaction.lag.ms", Long.toString(Duration.ofMinutes(30).toMillis()));

    private final KeyValueStore<String, byte[]> tasks;
    private final KeyValueStore<String, byte[]> due;
    private final long ttlMillis;
    private String nothingBefore = dueKey(0, "");

    TaskStore(ProcessorContext<?, ?> context, Duration ttl) {
        this.tasks = context.getStateStore(TASKS);
        this.due = context.getStateStore(DUE);
        this.ttlMillis = ttl.toMillis();
    }

    static StoreBuilder<KeyValueStore<String, byte[]>> tasks() {
        return store(TASKS);
    }

    static StoreBuilder<KeyValueStore<String, byte[]>> due() {
        return store(DUE);
    }

    static StoreBuilder<KeyValueStore<String, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withCachingDisabled()
                .withLoggingEnabled(CHANGELOG);
    }

    @Nullable TaskStatus get(String id) {
        byte[] bytes = tasks.get(id);
        return bytes == null ? null : TaskStatusSerde.fromBytes(id, bytes);
    }

    /** Keeps a task; a task has one entry in the due order, which is renewed when it comes up. */
    void put(TaskStatus task, boolean isNew) {
        byte[] bytes = TaskStatusSerde.toBytes(task);
        if (isNew) {
            putDue(dueAt(task), task.id());
        }
        tasks.put(task.id(), bytes);
    }

    boolean isExpired(TaskStatus task, long now) {
        return dueAt(task) <= now;
    }

    /**
     * Forgets tasks that did not change for the time to live.
     *
     * @param forgotten hears the id of each
     * @return how many
     */
    int expire(long now, Consumer<String> forgotten) {
        int expired = 0;
        int seen = 0;
        try (KeyValueIterator<String, byte[]> entries =
                due.range(nothingBefore, dueKey(now + 1, ""))) {
            while (entries.hasNext() && seen < MAX_EXPIRED_AT_ONCE) {
                KeyValue<String, byte[]> entry = entries.next();
                seen++;
                expired += settle(entry.key, now, forgotten);
                // The scan starts here next time: RocksDB reads over every deleted entry otherwise.
                nothingBefore = entry.key;
            }
        }
        return expired;
    }

    private int settle(String dueKey, long now, Consumer<String> forgotten) {
        String id = dueKey.substring(dueKey.indexOf(SEPARATOR) + 1);
        TaskStatus task = get(id);
        due.delete(dueKey);
        if (task == null) {
            return 0;
        }
        if (!isExpired(task, now)) {
            putDue(dueAt(task), id);
            return 0;
        }
        tasks.delete(id);
        forgotten.accept(id);
        return 1;
    }

    private void putDue(long at, String id) {
        String key = dueKey(at, id);
        due.put(key, NOTHING);
        if (key.compareTo(nothingBefore) < 0) {
            nothingBefore = key;
        }
    }

    private long dueAt(TaskStatus task) {
        return Math.max(0, task.updatedAt().toEpochMilli() + ttlMillis);
    }

    private static String dueKey(long at, String id) {
        return padded(at) + SEPARATOR + id;
    }

    /** A number of zero or more in so many digits that the order of texts is that of numbers. */
    static String padded(long number) {
        String digits = Long.toString(number);
        return ZEROS.substring(digits.length()) + digits;
    }
}
