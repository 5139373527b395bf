package dev.millrace.streams.agent;

import dev.millrace.TaskResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the agent counts what it does. Called from the stream threads. */
public interface AgentMetrics {

    /** What a timer can tell of. */
    List<String> TIMEOUT_REASONS = List.of(Timeouts.DEADLINE, Timeouts.STEP, Timeouts.RETRY);

    /** What an agent has done for it; the value of a metric's tag. */
    enum Work {
        TURN("turn"),
        TOOL("tool"),
        EMBEDDING("embedding");

        private final String tag;

        Work(String tag) {
            this.tag = tag;
        }

        public String tag() {
            return tag;
        }
    }

    /** Tasks that have no result, of a partition that this process has. Thread-safe. */
    interface Active {

        int count();

        /** When the oldest of them was admitted; absent when there is none. */
        @Nullable Instant oldest();
    }

    /** A partition has come. */
    void watch(Active tasks);

    /** A partition has gone. */
    void unwatch(Active tasks);

    /**
     * A task has its result.
     *
     * @param maxCostMicroUsd what it might cost at most; absent when that was not said
     */
    void ended(TaskResult result, @Nullable Long maxCostMicroUsd);

    /**
     * A model's answer decided how a task goes on.
     *
     * @param sinceAsked how long after the turn was asked for
     */
    void decided(String agent, Duration sinceAsked);

    /**
     * A failed task became a dead letter.
     *
     * @param errorType why it failed
     */
    void deadLettered(String errorType);

    /** A record changed nothing. */
    void dropped(DropReason reason);

    /** A command lay on another partition than its task and goes there. */
    void commandRerouted();

    /**
     * Work failed and waits for another attempt.
     *
     * @param reason the type of the failure
     */
    void retryScheduled(Work kind, String reason);

    /**
     * The next model of a chain took over.
     *
     * @param reason the type of the failure of the one before
     */
    void fellBack(String reason);

    /**
     * A timer ran out.
     *
     * @param reason deadline, step or retry
     */
    void timedOut(String reason);

    /** Money was set aside for a model call. */
    void reserved(long microUsd);

    /** A model call was paid. */
    void spent(long microUsd);

    /** Due timers waited because the wall clock had jumped. */
    void expiryHeld();
}
