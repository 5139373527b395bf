package dev.millrace.streams.agent;

import dev.millrace.ChunkBatch;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskError;
import dev.millrace.TaskEvent;
import dev.millrace.TaskResult;
import dev.millrace.ToolRequested;
import dev.millrace.TurnRequested;
import dev.millrace.UsageRecorded;
import dev.millrace.WorkCanceled;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a decision puts on a topic, keeps for later, or has counted. */
sealed interface Emission {

    record Event(TaskEvent event) implements Emission {}

    /**
     * @param again whether the same model was asked before
     */
    record Turn(TurnRequested turn, boolean again) implements Emission {}

    /**
     * @param again whether the call was made before
     */
    record Tool(ToolRequested tool, boolean again) implements Emission {}

    /** A batch of chunks that waits, to be tried again. */
    record BatchKept(ChunkBatch batch) implements Emission {}

    /** A batch that was kept goes back to the executor. */
    record BatchRetried(int batch, int attempt) implements Emission {}

    /**
     * @param maxCostMicroUsd what the task might cost at most; absent when that was not said
     */
    record Result(TaskResult result, @Nullable Long maxCostMicroUsd) implements Emission {}

    record WorkNotWanted(WorkCanceled canceled) implements Emission {}

    record Used(UsageRecorded usage) implements Emission {}

    /** The task failed: an operator can have it run again. */
    record DeadLetter(TaskAdmitted task, int documents, Place place, TaskError error)
            implements Emission {}

    /** To be counted: work waits for another attempt. */
    record RetryCounted(AgentMetrics.Work kind, String reason) implements Emission {}

    /** To be counted: the next model of a chain takes over. */
    record FallbackCounted(String reason) implements Emission {}

    /** To be counted: a model's answer decided how a task goes on. */
    record DecisionCounted(String agent, Duration sinceAsked) implements Emission {}

    /** To be counted: money was set aside. */
    record ReservedCounted(long microUsd) implements Emission {}
}
