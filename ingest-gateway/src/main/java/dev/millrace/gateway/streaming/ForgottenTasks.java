package dev.millrace.gateway.streaming;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the words of tasks begin that are not in memory any more; guarded by its partition's lock.
 *
 * <p>State: an offset for each of the last tasks, and the time from which on no task is missing.
 */
final class ForgottenTasks {

    /** Under 2 MiB for a partition. */
    static final int MAX_TASKS = 8_192;

    /** How far the clocks of those who write may be apart. */
    private static final Duration CLOCKS = Duration.ofSeconds(5);

    private final Map<String, Words> firsts = new LinkedHashMap<>();
    private long unknownUntil = Long.MAX_VALUE;

    /** Where words of a task lie that are not in memory. */
    sealed interface Before {

        /** There are none. */
        record Nothing() implements Before {}

        /** From this offset on. */
        record From(long offset) implements Before {}

        /** Perhaps; not before this time, in milliseconds. */
        record Since(long timestamp) implements Before {}
    }

    /** Of words that were written before this time, nothing is known. */
    void loseAllBefore(long timestamp) {
        firsts.clear();
        unknownUntil = timestamp;
    }

    void add(String taskId, Words words) {
        firsts.putIfAbsent(taskId, withoutText(words));
        if (firsts.size() > MAX_TASKS) {
            var all = firsts.values().iterator();
            unknownUntil = Math.max(unknownUntil, all.next().timestamp());
            all.remove();
        }
    }

    private static Words withoutText(Words words) {
        return new Words(words.offset(), words.timestamp(), 0, 0, "", 0, "", false);
    }

    /**
     * @param since no words of the task were written before this time, in milliseconds
     */
    Before before(String taskId, long since) {
        long earliest = since - CLOCKS.toMillis();
        if (earliest <= unknownUntil) {
            return new Before.Since(earliest);
        }
        Words first = firsts.get(taskId);
        return first == null ? new Before.Nothing() : new Before.From(first.offset());
    }
}
