package dev.millrace.streams.admission;

import dev.millrace.streams.runtime.StateSerdes;
import dev.millrace.streams.state.SeenTask;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.ProcessingContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * The task ids of a partition that were decided on, each for a time. Owns the stores {@code
 * seen-by-task} and {@code seen-by-due} (the same ids in the order in which they are forgotten);
 * for one stream task.
 */
final class SeenTasks {

    private static final String BY_TASK = "seen-by-task";
    private static final String BY_DUE = "seen-by-due";
    private static final byte[] NOTHING = new byte[0];

    private final KeyValueStore<String, SeenTask> byTask;
    private final KeyValueStore<Bytes, byte[]> byDue;
    private final Duration ttl;

    /** Where the next look for due ids starts, to step over RocksDB's markers of removed keys. */
    private Bytes scanFrom = dueKey(Instant.EPOCH, "");

    SeenTasks(ProcessingContext context, Duration ttl) {
        this.byTask = context.getStateStore(BY_TASK);
        this.byDue = context.getStateStore(BY_DUE);
        this.ttl = ttl;
    }

    static Set<StoreBuilder<?>> stores() {
        Set<StoreBuilder<?>> stores = new LinkedHashSet<>();
        stores.add(
                store(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(BY_TASK),
                                Serdes.String(),
                                StateSerdes.of(SeenTask.class))));
        stores.add(
                store(
                        Stores.keyValueStoreBuilder(
                                Stores.persistentKeyValueStore(BY_DUE),
                                Serdes.Bytes(),
                                Serdes.ByteArray())));
        return stores;
    }

    private static <S extends StateStore> StoreBuilder<S> store(StoreBuilder<S> builder) {
        return builder.withCachingDisabled().withLoggingEnabled(Map.of());
    }

    /** What is known of a task id, or null. */
    @Nullable SeenTask find(String taskId) {
        return byTask.get(taskId);
    }

    void remember(String taskId, String tenantId, Instant now) {
        Instant forgetAt = Instant.ofEpochMilli(now.plus(ttl).toEpochMilli());
        Bytes due = dueKey(forgetAt, taskId);
        byTask.put(taskId, new SeenTask(tenantId, forgetAt));
        byDue.put(due, NOTHING);
        if (due.compareTo(scanFrom) < 0) {
            scanFrom = due;
        }
    }

    /** Forgets ids that are due, so many at most; returns how many. */
    int forgetDue(Instant now, int limit) {
        List<Bytes> due = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> entries =
                byDue.range(scanFrom, dueKey(now.plusMillis(1), ""))) {
            while (entries.hasNext() && due.size() < limit) {
                due.add(entries.next().key);
            }
        }
        for (Bytes key : due) {
            byTask.delete(taskId(key));
            byDue.delete(key);
            scanFrom = key;
        }
        return due.size();
    }

    private static Bytes dueKey(Instant due, String taskId) {
        byte[] id = taskId.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(Long.BYTES + id.length)
                        .putLong(due.toEpochMilli())
                        .put(id)
                        .array());
    }

    private static String taskId(Bytes dueKey) {
        byte[] bytes = dueKey.get();
        return new String(bytes, Long.BYTES, bytes.length - Long.BYTES, StandardCharsets.UTF_8);
    }
}
