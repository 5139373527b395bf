package dev.millrace.streams.agent;

import dev.millrace.AgentSnapshot;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskError;
import dev.millrace.TaskEventKind;
import dev.millrace.streams.agent.AgentState.AwaitingTurn;
import dev.millrace.streams.agent.Decision.Moved;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Asks for model turns, as far as steps, length and money allow. */
final class TurnDispatch {

    /** The most bytes that a conversation may have. */
    static final long MAX_HISTORY = 4L * 1024 * 1024;

    private TurnDispatch() {}

    /** Asks the first model of the chain. */
    static Moved first(Draft draft, Transcript transcript, int step) {
        int maxSteps = draft.progress().task().getAgent().getMaxSteps();
        if (step > maxSteps) {
            return tooManySteps(draft, transcript, step, maxSteps);
        }
        Work work = Work.first(0, stepDue(draft));
        String detail = "Asking the model";
        return dispatch(
                draft,
                new AwaitingTurn(draft.progress(), transcript, step, work),
                TaskEventKind.step_requested,
                detail,
                false);
    }

    static Moved tooManySteps(Draft draft, Transcript transcript, int step, int maxSteps) {
        return Endings.failed(
                draft,
                step - 1,
                TaskErrors.maxSteps(maxSteps),
                TranscriptText.of(transcript),
                false);
    }

    /** Asks once more, after a wait. */
    static Moved retry(Draft draft, AwaitingTurn turn) {
        Work work = turn.turn().retried(stepDue(draft));
        return dispatch(
                draft,
                with(turn, work),
                TaskEventKind.step_requested,
                "Asking the model, attempt " + work.attempt(),
                true);
    }

    /** Asks once more, since there is no answer. */
    static Moved repeat(Draft draft, AwaitingTurn turn) {
        Work work = turn.turn().repeated(stepDue(draft));
        return dispatch(
                draft,
                with(turn, work),
                TaskEventKind.redispatched,
                "No answer in time, attempt " + work.attempt(),
                true);
    }

    /** Asks the next model. */
    static Moved next(Draft draft, AwaitingTurn turn, TaskError reason) {
        Work work = turn.turn().atNextModel(stepDue(draft));
        draft.emit(new Emission.FallbackCounted(reason.getType()));
        return dispatch(
                draft,
                with(turn, work),
                TaskEventKind.fallback,
                "Asking the next model: " + reason.getType(),
                false);
    }

    private static AwaitingTurn with(AwaitingTurn turn, Work work) {
        return new AwaitingTurn(turn.progress(), turn.transcript(), turn.step(), work);
    }

    private static Moved dispatch(
            Draft draft, AwaitingTurn turn, TaskEventKind kind, String detail, boolean again) {
        TaskAdmitted task = draft.progress().task();
        AgentSnapshot agent = task.getAgent();
        var model = ModelChain.at(agent, turn.turn().model());
        long needed = Budget.worstCase(task, turn.transcript(), model.getPrice());
        TaskError refusal = refusal(draft.progress(), turn.transcript(), needed);
        if (refusal != null) {
            String partial =
                    refusal.getType().equals(TaskErrors.BUDGET)
                            ? TranscriptText.of(turn.transcript())
                            : "";
            return Endings.failed(draft, turn.step(), refusal, partial, turn.turn().redispatched());
        }
        draft.tell(
                TaskRecords.event(draft.progress(), turn.step(), kind, draft.now())
                        .setModel(model.getName())
                        .setDetail(detail));
        if (task.getMaxCostMicroUsd() != null && needed > 0) {
            draft.reserve(new Reservation(turn.step(), turn.turn().attempt(), needed));
        }
        draft.emit(
                new Emission.Turn(
                        TaskRecords.turn(
                                draft.progress(),
                                turn.transcript(),
                                turn.step(),
                                turn.turn(),
                                draft.now()),
                        again));
        return draft.to(turn.with(draft.progress()));
    }

    private static @Nullable TaskError refusal(
            Progress progress, Transcript transcript, long needed) {
        if (transcript.size() > MAX_HISTORY) {
            return TaskErrors.contextTooLong(transcript.size(), MAX_HISTORY);
        }
        Long maximum = progress.task().getMaxCostMicroUsd();
        return maximum == null || Budget.allows(progress, needed)
                ? null
                : TaskErrors.budget(
                        maximum, progress.usage().getCostMicroUsd(), progress.reserved(), needed);
    }

    /** When an attempt that begins now has taken too long. */
    static @Nullable Instant stepDue(Draft draft) {
        long timeout = draft.progress().task().getAgent().getStepTimeoutMs();
        return timeout <= 0 ? null : draft.now().plusMillis(timeout);
    }
}
