package dev.millrace.streams.agent;

import dev.millrace.TaskState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Counts in memory. */
final class CountingMetrics implements AgentMetrics {

    private final Map<TaskState, Integer> ended = new EnumMap<>(TaskState.class);
    private final Map<DropReason, Integer> dropped = new EnumMap<>(DropReason.class);
    private final Map<String, Integer> timeouts = new HashMap<>();
    private final Map<String, Integer> retries = new HashMap<>();
    private final Map<String, Integer> fallbacks = new HashMap<>();
    private long reserved;
    private long spent;
    private int rerouted;
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
    public void commandRerouted() {
        rerouted++;
    }

    @Override
    public void retryScheduled(Work kind, String reason) {
        retries.merge(kind.tag() + ":" + reason, 1, Integer::sum);
    }

    @Override
    public void fellBack(String reason) {
        fallbacks.merge(reason, 1, Integer::sum);
    }

    @Override
    public void timedOut(String reason) {
        timeouts.merge(reason, 1, Integer::sum);
    }

    @Override
    public void reserved(long microUsd) {
        reserved += microUsd;
    }

    @Override
    public void spent(long microUsd) {
        spent += microUsd;
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

    int timeouts(String reason) {
        return timeouts.getOrDefault(reason, 0);
    }

    Map<String, Integer> retries() {
        return retries;
    }

    Map<String, Integer> fallbacks() {
        return fallbacks;
    }

    long reserved() {
        return reserved;
    }

    long spent() {
        return spent;
    }

    int rerouted() {
        return rerouted;
    }

    int held() {
        return held;
    }
}
