package dev.millrace.streams.agent;

import dev.millrace.Answer;
import dev.millrace.Failure;
import dev.millrace.StepCompleted;
import dev.millrace.StepKind;
import dev.millrace.Timeout;
import dev.millrace.Usage;
import dev.millrace.UsageRecorded;
import dev.millrace.streams.agent.AgentEvent.Admitted;
import dev.millrace.streams.agent.AgentEvent.AdmittedTooLate;
import dev.millrace.streams.agent.AgentEvent.BatchScored;
import dev.millrace.streams.agent.AgentEvent.Broken;
import dev.millrace.streams.agent.AgentEvent.Commanded;
import dev.millrace.streams.agent.AgentEvent.StepEnded;
import dev.millrace.streams.agent.AgentState.Ended;
import dev.millrace.streams.agent.AgentState.Live;
import dev.millrace.streams.agent.AgentState.Unknown;
import org.jspecify.annotations.Nullable;

/**
 * Accounts for what a physical call used, once, whatever becomes of its outcome.
 *
 * @param state the state with the call accounted for; the same when there is none
 * @param recorded what is to be recorded of it; absent when there is nothing
 * @param counts whether the outcome can count for something
 */
record Billing(AgentState state, @Nullable UsageRecorded recorded, boolean counts) {

    static Billing of(AgentState state, AgentEvent event) {
        return switch (event) {
            case StepEnded(StepCompleted outcome) -> of(state, outcome, true);
            case Broken(StepEnded(StepCompleted outcome), _) -> of(state, outcome, false);
            case Admitted _, AdmittedTooLate _, BatchScored _, Commanded _, Broken _ ->
                    new Billing(state, null, false);
        };
    }

    private static Billing of(AgentState state, StepCompleted outcome, boolean counts) {
        Usage usage = usage(outcome);
        boolean succeeded = counts && !(outcome.getResult() instanceof Failure);
        return switch (state) {
            case Live live -> {
                Progress free = release(live.progress(), outcome);
                boolean isNew = usage != null && !free.calls().has(callId(outcome));
                Progress paid =
                        isNew && usage != null
                                ? free.used(usage, free.calls().with(callId(outcome)))
                                : free;
                yield new Billing(
                        paid.equals(live.progress()) ? live : live.with(paid),
                        isNew ? recorded(live.progress(), outcome) : null,
                        succeeded);
            }
            case Ended ended -> ofEnded(ended, outcome);
            // It waits for its task and is accounted for then.
            case Unknown unknown -> new Billing(unknown, null, false);
        };
    }

    private static Billing ofEnded(Ended ended, StepCompleted outcome) {
        String callId = callId(outcome);
        if (usage(outcome) == null || ended.calls().has(callId)) {
            return new Billing(ended, null, false);
        }
        Ended after =
                new Ended(
                        ended.tenantId(),
                        ended.userId(),
                        ended.agent(),
                        ended.calls().with(callId));
        UsageRecorded.Builder record = record(outcome);
        if (!ended.tenantId().isEmpty()) {
            record.setTenantId(ended.tenantId());
        }
        return new Billing(
                after, record.setUserId(ended.userId()).setAgent(ended.agent()).build(), false);
    }

    private static Progress release(Progress progress, StepCompleted outcome) {
        return outcome.getKind() == StepKind.tool || outcome.getResult() instanceof Timeout
                ? progress
                : progress.release(outcome.getStep(), outcome.getAttempt());
    }

    private static UsageRecorded recorded(Progress progress, StepCompleted outcome) {
        return record(outcome)
                .setTenantId(progress.task().getTenantId())
                .setUserId(progress.task().getUserId())
                .setAgent(progress.task().getAgent().getName())
                .build();
    }

    /** What an outcome used whose task is not known, or no more; absent when it is nothing. */
    static @Nullable UsageRecorded ofUnknownTask(AgentEvent event) {
        return event instanceof StepEnded(StepCompleted outcome) && usage(outcome) != null
                ? record(outcome).build()
                : null;
    }

    private static UsageRecorded.Builder record(StepCompleted outcome) {
        boolean named = outcome.getTarget().isBlank();
        return UsageRecorded.newBuilder()
                .setCallId(callId(outcome))
                .setTaskId(outcome.getTaskId())
                .setTenantId(outcome.getTenantId())
                .setStep(outcome.getStep())
                .setAttempt(outcome.getAttempt())
                .setModel(
                        named && outcome.getResult() instanceof Answer answer
                                ? answer.getModel()
                                : outcome.getTarget())
                .setUsage(usage(outcome))
                .setDropped(true)
                .setAt(outcome.getCompletedAt());
    }

    private static @Nullable Usage usage(StepCompleted outcome) {
        return outcome.getResult() instanceof Answer answer
                ? answer.getUsage()
                : outcome.getWasted();
    }

    /** An executor that names no call: then the attempt stands for it. */
    private static String callId(StepCompleted outcome) {
        return outcome.getCallId().isBlank()
                ? outcome.getTaskId()
                        + "/"
                        + outcome.getStep()
                        + (outcome.getKind() == StepKind.tool ? "." + outcome.getCall() : "")
                        + "/"
                        + outcome.getAttempt()
                : outcome.getCallId();
    }

    /** The decision with what is to be recorded. */
    Decision close(Decision decision) {
        if (recorded == null) {
            return decision;
        }
        boolean counted = counts && decision instanceof Decision.Moved;
        return decision.with(
                new Emission.Used(UsageRecorded.newBuilder(recorded).setDropped(!counted).build()));
    }
}
