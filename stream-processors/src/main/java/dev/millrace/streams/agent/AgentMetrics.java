package dev.millrace.streams.agent;

import dev.millrace.TaskState;
import java.time.Duration;
import java.util.List;

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

    /**
     * A task has its result.
     *
     * @param state the state it ended in
     * @param sinceSubmission how long it took from the request
     */
    void taskEnded(TaskState state, Duration sinceSubmission);

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
