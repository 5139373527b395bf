package dev.millrace.streams.agent;

import dev.millrace.streams.agent.AgentState.Live;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks of a partition have no result, and since when. It goes by their admission, as
 * callers may state any time of their request. Holds a number for each second in which one was
 * admitted, and nothing for each task. Counted anew whenever a partition is taken over; then one
 * stream thread writes it, and whoever looks at metrics reads it.
 */
final class ActiveTasks implements AgentMetrics.Active {

    private final NavigableMap<Long, Integer> bySecond = new TreeMap<>();
    private int count;

    synchronized void add(Instant admitted) {
        bySecond.merge(admitted.getEpochSecond(), 1, Integer::sum);
        count++;
    }

    private synchronized void remove(Instant admitted) {
        Integer before = bySecond.get(admitted.getEpochSecond());
        if (before == null) {
            return;
        }
        if (before == 1) {
            bySecond.remove(admitted.getEpochSecond());
        } else {
            bySecond.put(admitted.getEpochSecond(), before - 1);
        }
        count--;
    }

    /** A task has moved from one state to another. */
    void moved(AgentState before, AgentState after) {
        if (before instanceof Live live && !(after instanceof Live)) {
            remove(admitted(live));
        } else if (!(before instanceof Live) && after instanceof Live live) {
            add(admitted(live));
        }
    }

    private static Instant admitted(Live live) {
        return live.progress().task().getAdmittedAt();
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
