package dev.millrace.streams.agent;

import dev.millrace.TaskState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Counts in memory. */
final class CountingMetrics implements AgentMetrics {

    private final Map<TaskState, Integer> ended = new EnumMap<>(TaskState.class);
    private final Map<DropReason, Integer> dropped = new EnumMap<>(DropReason.class);
    private int deadlines;
    private int held;

    @Override
    public void taskEnded(TaskState state, Duration sinceSubmission) {
        ended.merge(state, 1, Integer::sum);
    }

    @Override
    public void dropped(DropReason reason) {
        dropped.merge(reason, 1, Integer::sum);
    }

    @Override
    public void deadlineReached() {
        deadlines++;
    }

    @Override
    public void expiryHeld() {
        held++;
    }

    int ended(TaskState state) {
        return ended.getOrDefault(state, 0);
    }

    Map<DropReason, Integer> dropped() {
        return dropped;
    }

    int deadlines() {
        return deadlines;
    }

    int held() {
        return held;
    }
}
