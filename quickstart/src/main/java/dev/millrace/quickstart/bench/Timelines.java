package dev.millrace.quickstart.bench;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The timelines of all tasks of one run, by task id, with counts of what has been reached. Safe for
 * many threads: consumers and senders write at the same time and in any order.
 */
final class Timelines {

    private final Map<String, Timeline> byTask = new ConcurrentHashMap<>();
    private final Map<Stage, AtomicInteger> reached = new ConcurrentHashMap<>();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger repeatedResults = new AtomicInteger();

    void reached(String task, Stage stage, long millis) {
        if (byTask.computeIfAbsent(task, _ -> new Timeline()).reached(stage, millis)) {
            reached.computeIfAbsent(stage, _ -> new AtomicInteger()).incrementAndGet();
        } else if (stage == Stage.RESULT) {
            repeatedResults.incrementAndGet();
        }
    }

    /** A task ended in another state than completed. */
    void failed() {
        failed.incrementAndGet();
    }

    /** How many tasks have reached a stage. */
    int count(Stage stage) {
        AtomicInteger count = reached.get(stage);
        return count == null ? 0 : count.get();
    }

    int failures() {
        return failed.get();
    }

    int repeatedResults() {
        return repeatedResults.get();
    }

    /** The tasks that were sent here; records of others may have been seen, too. */
    Collection<Timeline> sent() {
        return byTask.values().stream().filter(timeline -> timeline.has(Stage.SENT)).toList();
    }
}
