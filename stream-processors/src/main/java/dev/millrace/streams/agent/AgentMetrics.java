package dev.millrace.streams.agent;

import dev.millrace.TaskState;
import java.time.Duration;

/** Where the agent counts what it does. Called from the stream threads. */
public interface AgentMetrics {

    /**
     * A task has its result.
     *
     * @param state the state it ended in
     * @param sinceSubmission how long it took from the request
     */
    void taskEnded(TaskState state, Duration sinceSubmission);

    /** A record changed nothing. */
    void dropped(DropReason reason);

    /** The deadline of a task came before its result. */
    void deadlineReached();

    /** Due timers waited because the wall clock had jumped. */
    void expiryHeld();
}
