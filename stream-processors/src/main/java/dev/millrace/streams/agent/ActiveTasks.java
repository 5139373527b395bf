package dev.millrace.streams.agent;

import dev.millrace.streams.agent.AgentState.Live;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks of a partition have no result, and since when. Holds a number for each second in
 * which one was asked for, and nothing for each task. Counted anew whenever a partition is taken
 * over; then one stream thread writes it, and whoever looks at metrics reads it.
 */
final class ActiveTasks implements AgentMetrics.Active {

    private final NavigableMap<Long, Integer> bySecond = new TreeMap<>();
    private int count;

    synchronized void add(Instant submitted) {
        bySecond.merge(submitted.getEpochSecond(), 1, Integer::sum);
        count++;
    }

    private synchronized void remove(Instant submitted) {
        Integer before = bySecond.get(submitted.getEpochSecond());
        if (before == null) {
            return;
        }
        if (before == 1) {
            bySecond.remove(submitted.getEpochSecond());
        } else {
            bySecond.put(submitted.getEpochSecond(), before - 1);
        }
        count--;
    }

    /** A task has moved from one state to another. */
    void moved(AgentState before, AgentState after) {
        if (before instanceof Live live && !(after instanceof Live)) {
            remove(submitted(live));
        } else if (!(before instanceof Live) && after instanceof Live live) {
            add(submitted(live));
        }
    }

    private static Instant submitted(Live live) {
        return live.progress().task().getSubmittedAt();
    }

    @Override
    public synchronized int count() {
        return count;
    }

    @Override
    public synchronized @Nullable Instant oldest() {
        return bySecond.isEmpty() ? null : Instant.ofEpochSecond(bySecond.firstKey());
    }
}
