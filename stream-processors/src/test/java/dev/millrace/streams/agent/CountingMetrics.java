package dev.millrace.streams.agent;

import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts in memory. */
final class CountingMetrics implements AgentMetrics {

    private final Map<TaskState, Integer> ended = new EnumMap<>(TaskState.class);
    private final Map<DropReason, Integer> dropped = new EnumMap<>(DropReason.class);
    private final Map<String, Integer> timeouts = new HashMap<>();
    private final Map<String, Integer> retries = new HashMap<>();
    private final Map<String, Integer> fallbacks = new HashMap<>();
    private final Map<String, Integer> deadLettered = new HashMap<>();
    private final List<String> decisions = new ArrayList<>();
    private final Set<Active> watched = new HashSet<>();
    private @Nullable Long maximum;
    private long reserved;
    private long spent;
    private int rerouted;
    private int held;

    @Override
    public void watch(Active tasks) {
        watched.add(tasks);
    }

    @Override
    public void unwatch(Active tasks) {
        watched.remove(tasks);
    }

    @Override
    public void ended(TaskResult result, @Nullable Long maxCostMicroUsd) {
        ended.merge(result.getState(), 1, Integer::sum);
        maximum = maxCostMicroUsd;
    }

    @Override
    public void decided(String agent, Duration sinceAsked) {
        decisions.add(agent + " after " + sinceAsked);
    }

    @Override
    public void deadLettered(String errorType) {
        deadLettered.merge(errorType, 1, Integer::sum);
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

    int active() {
        return watched.stream().mapToInt(Active::count).sum();
    }

    /** When the oldest task of all partitions was asked for; null when there is none. */
    @Nullable Instant oldest() {
        return watched.stream()
                .map(Active::oldest)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElse(null);
    }

    /** What the task that ended last might cost at most. */
    @Nullable Long maximum() {
        return maximum;
    }

    List<String> decisions() {
        return decisions;
    }

    Map<String, Integer> deadLettered() {
        return deadLettered;
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
