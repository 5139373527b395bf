package dev.millrace.apikeys;

import dev.millrace.ApiKeyRecorded;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * All keys that were ever written down, as they are now; about 1 KiB each. Thread-safe.
 *
 * <p>Beyond its bound it learns of no further keys: they open nothing, and are counted.
 */
public final class KeyTable {

    private final int most;
    private final Map<String, ApiKeyRecorded> keys = new ConcurrentSkipListMap<>();
    private volatile long leftOut;

    public KeyTable(int most) {
        this.most = most;
    }

    /**
     * Takes a record.
     *
     * @return what is known of the key from now on; more than the record says if it was written by
     *     somebody who had not heard of the key's end
     */
    public synchronized ApiKeyRecorded apply(ApiKeyRecorded later) {
        ApiKeyRecorded known = keys.get(later.getKeyId());
        if (known == null && keys.size() >= most) {
            leftOut++;
            return later;
        }
        ApiKeyRecorded merged = known == null ? later : KeyRecords.merged(known, later);
        keys.put(merged.getKeyId(), merged);
        return merged;
    }

    public Optional<ApiKeyRecorded> find(String id) {
        return Optional.ofNullable(keys.get(id));
    }

    /** All keys, in the order of their ids. */
    public List<ApiKeyRecorded> all() {
        return List.copyOf(keys.values());
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    public boolean isFull() {
        return keys.size() >= most;
    }

    public int size() {
        return keys.size();
    }

    /** Records of keys for which there was no place. */
    public long leftOut() {
        return leftOut;
    }
}
