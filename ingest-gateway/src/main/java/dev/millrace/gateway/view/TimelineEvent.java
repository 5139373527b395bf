package dev.millrace.gateway.view;

import dev.millrace.StepKind;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event in the life of a task.
 *
 * @param sequence its place among the events of the task
 * @param at when it happened
 * @param kind what happened
 * @param state the state after it
 * @param step the step the task was at
 * @param detail one line for people; may be empty
 * @param model the model that had part in it; else empty
 * @param usage what the task had used by then, if told
 * @param error what went wrong, if something did
 * @param decision what was done and why, if a turn or a tool call ended
 */
public record TimelineEvent(
        long sequence,
        Instant at,
        TaskEventKind kind,
        TaskState state,
        int step,
        String detail,
        String model,
        TaskStatus.@Nullable Usage usage,
        TaskStatus.@Nullable Problem error,
        @Nullable Decision decision) {

    /** This event without the long texts of its decision. */
    TimelineEvent withoutTexts() {
        return new TimelineEvent(
                sequence,
                at,
                kind,
                state,
                step,
                detail,
                model,
                usage,
                error,
                decision == null ? null : decision.withoutTexts());
    }

    /**
     * What an agent did in a step and why.
     *
     * @param agent the agent
     * @param callId names the physical call
     * @param kind what the step did
     * @param call which tool call of the step
     * @param attempt the attempt that ended
     * @param input what was given in
     * @param reasoning what the model says of its reasons
     * @param action what was done or decided
     * @param parameters the parameters of the action
     * @param result what came of it
     * @param target the model or tool that was called
     * @param error what went wrong, if something did
     * @param usage what the call used, if anything
     * @param latencyMs how long the call took
     * @param startedAt when the call began
     */
    public record Decision(
            String agent,
            String callId,
            StepKind kind,
            int call,
            int attempt,
            String input,
            String reasoning,
            String action,
            String parameters,
            String result,
            String target,
            TaskStatus.@Nullable Problem error,
            TaskStatus.@Nullable Usage usage,
            long latencyMs,
            Instant startedAt) {

        private static final String LEFT_OUT = "(left out: the timeline is too long)";

        private Decision withoutTexts() {
            return new Decision(
                    agent, callId, kind, call, attempt, LEFT_OUT, "", action, LEFT_OUT, LEFT_OUT,
                    target, error, usage, latencyMs, startedAt);
        }
    }
}
