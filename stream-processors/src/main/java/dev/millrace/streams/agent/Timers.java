package dev.millrace.streams.agent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The timers of a partition's tasks, ordered by when they are due. Remembers how far it has looked,
 * so that a look does not walk over what was deleted before. Belongs to one stream thread.
 */
final class Timers {

    private static final byte[] PRESENT = {1};

    private final KeyValueStore<Bytes, byte[]> store;
    private long lookFrom;

    Timers(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    void set(Instant due, String taskId, Effects effects) {
        effects.put(store, key(millis(due), taskId), PRESENT);
        lookFrom = Math.min(lookFrom, millis(due));
    }

    void remove(Instant due, String taskId, Effects effects) {
        effects.delete(store, key(millis(due), taskId));
    }

    /**
     * Sets a task's timer earlier, if it has to be: each move is a write, and a timer that comes
     * too early does no harm.
     *
     * @param present where the timer lies; absent when there is none
     * @param needed the earliest time that the task waits for; absent when there is none
     * @return where it lies then
     */
    @Nullable Instant move(
            @Nullable Instant present, @Nullable Instant needed, String taskId, Effects effects) {
        if (needed == null || (present != null && !needed.isBefore(present))) {
            return present;
        }
        if (present != null) {
            remove(present, taskId, effects);
        }
        set(needed, taskId, effects);
        return needed;
    }

    /** The timers that are due, earliest first; whoever asks must remove them. */
    List<Due> due(Instant now, int limit) {
        List<Due> found = new ArrayList<>();
        long end = millis(now) + 1;
        try (KeyValueIterator<Bytes, byte[]> timers =
                store.range(key(lookFrom, ""), key(end, ""))) {
            while (timers.hasNext() && found.size() < limit) {
                found.add(Due.of(timers.next().key));
            }
        }
        lookFrom = found.size() < limit ? end : millis(found.getLast().at());
        return found;
    }

    private static long millis(Instant due) {
        return Math.max(0, due.toEpochMilli());
    }

    private static Bytes key(long due, String taskId) {
        byte[] task = taskId.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(
                ByteBuffer.allocate(Long.BYTES + task.length).putLong(due).put(task).array());
    }

    /**
     * A timer that is due.
     *
     * @param at when it was due
     */
    record Due(Instant at, String taskId) {

        private static Due of(Bytes key) {
            ByteBuffer bytes = ByteBuffer.wrap(key.get());
            Instant at = Instant.ofEpochMilli(bytes.getLong());
            return new Due(at, StandardCharsets.UTF_8.decode(bytes).toString());
        }
    }
}
