package dev.millrace.gateway.http;

import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TimelineEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The events of a task as callers see them.
 *
 * @param id names the task
 * @param state its present state, in A2A's spelling
 * @param events what happened, in order
 */
record TimelineBody(String id, String state, List<EventBody> events) {

    /** One thing that happened. */
    record EventBody(
            long sequence,
            Instant at,
            String kind,
            String state,
            int step,
            String detail,
            String model,
            @Nullable UsageBody usage,
            TaskStatus.@Nullable Problem error,
            @Nullable DecisionBody decision) {

        static EventBody of(TimelineEvent event) {
            TimelineEvent.Decision decision = event.decision();
            return new EventBody(
                    event.sequence(),
                    event.at(),
                    event.kind().name(),
                    TaskBody.state(event.state()),
                    event.step(),
                    event.detail(),
                    event.model(),
                    UsageBody.of(event.usage()),
                    event.error(),
                    decision == null ? null : DecisionBody.of(decision));
        }
    }

    /** What was done in a step and why. */
    record DecisionBody(
            String agent,
            String callId,
            String kind,
            int call,
            int attempt,
            String input,
            String reasoning,
            String action,
            String parameters,
            String result,
            String target,
            TaskStatus.@Nullable Problem error,
            @Nullable UsageBody usage,
            long latencyMs,
            Instant startedAt) {

        private static DecisionBody of(TimelineEvent.Decision decision) {
            return new DecisionBody(
                    decision.agent(),
                    decision.callId(),
                    decision.kind().name(),
                    decision.call(),
                    decision.attempt(),
                    decision.input(),
                    decision.reasoning(),
                    decision.action(),
                    decision.parameters(),
                    decision.result(),
                    decision.target(),
                    decision.error(),
                    UsageBody.of(decision.usage()),
                    decision.latencyMs(),
                    decision.startedAt());
        }
    }

    static TimelineBody of(TaskStatus task, List<TimelineEvent> events) {
        return new TimelineBody(
                task.id(),
                TaskBody.state(task.state()),
                events.stream().map(EventBody::of).toList());
    }
}
