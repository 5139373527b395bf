package dev.millrace.executor.engine;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that were canceled not long ago.
 *
 * <p>Owns their ids, for a time and up to a number: beyond that the oldest are forgotten, whose
 * work is then done in vain but does no harm. Safe for use by many threads.
 */
final class CanceledTasks {

    private final int most;
    private final Duration ttl;
    private final Clock clock;
    private final Map<String, Instant> canceledAt = new LinkedHashMap<>();

    CanceledTasks(int most, Duration ttl, Clock clock) {
        this.most = most;
        this.ttl = ttl;
        this.clock = clock;
    }

    synchronized void add(String task, Instant at) {
        canceledAt.putIfAbsent(task, at);
        forgetOldest();
    }

    synchronized boolean contains(String task) {
        return isFresh(canceledAt.get(task));
    }

    synchronized int size() {
        return canceledAt.size();
    }

    private void forgetOldest() {
        Iterator<Instant> oldest = canceledAt.values().iterator();
        while (oldest.hasNext()) {
            boolean fresh = isFresh(oldest.next());
            if (fresh && canceledAt.size() <= most) {
                return;
            }
            oldest.remove();
        }
    }

    private boolean isFresh(@Nullable Instant at) {
        return at != null && at.plus(ttl).isAfter(clock.instant());
    }
}
