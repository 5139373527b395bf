package dev.millrace.gateway.view;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Wakes those who wait for a task when the view changes it. Thread-safe. */
final class TaskWatch {

    private final Map<String, Set<Runnable>> watching = new ConcurrentHashMap<>();
    private final AtomicInteger watchers = new AtomicInteger();

    /** Ends a watch. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** From now on each change of the task is told; the listener returns at once. */
    Registration watch(String taskId, Runnable listener) {
        watchers.incrementAndGet();
        watching.compute(
                taskId,
                (_, present) -> {
                    Set<Runnable> all = present == null ? ConcurrentHashMap.newKeySet() : present;
                    all.add(listener);
                    return all;
                });
        return () -> remove(taskId, listener);
    }

    private void remove(String taskId, Runnable listener) {
        watchers.decrementAndGet();
        watching.computeIfPresent(
                taskId,
                (_, present) -> {
                    present.remove(listener);
                    return present.isEmpty() ? null : present;
                });
    }

    void changed(String taskId) {
        Set<Runnable> listeners = watching.get(taskId);
        if (listeners != null) {
            listeners.forEach(Runnable::run);
        }
    }

    void raiseAll() {
        watching.values().forEach(listeners -> listeners.forEach(Runnable::run));
    }

    /** How many wait at present. */
    int watchers() {
        return watchers.get();
    }
}
