package dev.millrace.streams.agent;

import dev.millrace.TaskResult;
import dev.millrace.streams.runtime.EndedTaskLog;
import java.time.Duration;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Counts and logs what was decided, once it is done. */
final class EmissionCounts {

    private final AgentMetrics metrics;

    EmissionCounts(AgentMetrics metrics) {
        this.metrics = metrics;
    }

    void count(Emission emission, Headers headers) {
        switch (emission) {
            case Emission.Result(TaskResult result, Long maximum) ->
                    ended(result, maximum, headers);
            case Emission.RetryCounted(AgentMetrics.Work kind, String reason) ->
                    metrics.retryScheduled(kind, reason);
            case Emission.FallbackCounted(String reason) -> metrics.fellBack(reason);
            case Emission.DecisionCounted(String agent, Duration sinceAsked) ->
                    metrics.decided(agent, sinceAsked);
            case Emission.DeadLetter letter -> metrics.deadLettered(letter.error().getType());
            case Emission.ReservedCounted(long microUsd) -> metrics.reserved(microUsd);
            case Emission.Used used -> metrics.spent(used.usage().getUsage().getCostMicroUsd());
            case Emission.Event _,
                    Emission.Turn _,
                    Emission.Tool _,
                    Emission.BatchKept _,
                    Emission.BatchRetried _,
                    Emission.WorkNotWanted _ -> {
                // Counted elsewhere, or not at all.
            }
        }
    }

    private void ended(TaskResult result, @Nullable Long maximum, Headers headers) {
        metrics.ended(result, maximum);
        EndedTaskLog.write(result, headers);
    }
}
