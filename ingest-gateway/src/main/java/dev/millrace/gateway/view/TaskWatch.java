package dev.millrace.gateway.view;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Wakes those who wait for a task when the view changes it. Thread-safe. */
final class TaskWatch {

    private final Map<String, Set<Signal>> signals = new ConcurrentHashMap<>();
    private final AtomicInteger watchers = new AtomicInteger();

    /** Ends a watch. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** From now on each change of the task raises the signal. */
    Registration watch(String taskId, Signal signal) {
        watchers.incrementAndGet();
        signals.compute(
                taskId,
                (_, present) -> {
                    Set<Signal> all = present == null ? ConcurrentHashMap.newKeySet() : present;
                    all.add(signal);
                    return all;
                });
        return () -> remove(taskId, signal);
    }

    private void remove(String taskId, Signal signal) {
        watchers.decrementAndGet();
        signals.computeIfPresent(
                taskId,
                (_, present) -> {
                    present.remove(signal);
                    return present.isEmpty() ? null : present;
                });
    }

    void changed(String taskId) {
        Set<Signal> watching = signals.get(taskId);
        if (watching != null) {
            watching.forEach(Signal::raise);
        }
    }

    void raiseAll() {
        signals.values().forEach(watching -> watching.forEach(Signal::raise));
    }

    /** How many wait at present. */
    int watchers() {
        return watchers.get();
    }
}
