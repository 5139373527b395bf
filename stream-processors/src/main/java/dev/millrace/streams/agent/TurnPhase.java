package dev.millrace.streams.agent;

import dev.millrace.AgentSnapshot;
import dev.millrace.Answer;
import dev.millrace.Failure;
import dev.millrace.FailureClass;
import dev.millrace.StepCompleted;
import dev.millrace.StepKind;
import dev.millrace.TaskError;
import dev.millrace.TaskEventKind;
import dev.millrace.Timeout;
import dev.millrace.streams.agent.AgentState.AwaitingTurn;
import dev.millrace.streams.agent.Decision.Dropped;
import dev.millrace.streams.agent.Decision.Moved;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** What outcomes do to a task that waits for a model's turn. */
final class TurnPhase {

    /** What another model may be free of, though this one will never succeed. */
    private static final Set<String> OF_THE_ENDPOINT =
            Set.of("authentication", "model-not-found", "quota");

    private final RetryPolicy policy;

    TurnPhase(RetryPolicy policy) {
        this.policy = policy;
    }

    Decision on(AwaitingTurn turn, StepCompleted outcome, Instant now) {
        if (outcome.getStep() < turn.step()) {
            return new Dropped(DropReason.LATE, turn);
        }
        boolean isNone =
                outcome.getStep() > turn.step()
                        || outcome.getKind() == StepKind.tool
                        || outcome.getAttempt() > turn.turn().attempt();
        if (isNone) {
            return new Dropped(DropReason.UNEXPECTED, turn);
        }
        Draft draft = new Draft(turn.progress(), now);
        return switch (outcome.getResult()) {
            // The first answer wins, whichever attempt it belongs to.
            case Answer answer -> answered(draft, turn, outcome, answer);
            case Failure failure ->
                    turn.turn().awaits(outcome.getAttempt())
                            ? failed(draft, turn, outcome, failure)
                            : new Dropped(DropReason.LATE, turn);
            case Timeout timeout -> timedOut(draft, turn, outcome, timeout);
            default -> new Dropped(DropReason.UNEXPECTED, turn);
        };
    }

    private static Moved answered(
            Draft draft, AwaitingTurn turn, StepCompleted outcome, Answer answer) {
        countDecision(draft, turn, outcome);
        ClientCalls clients = ClientCalls.of(turn.progress().task(), answer);
        draft.tell(
                TaskRecords.event(
                                draft.progress(),
                                turn.step(),
                                TaskEventKind.step_completed,
                                draft.now())
                        .setModel(answer.getModel())
                        .setDecision(Decisions.answered(turn, outcome, answer, clients)));
        if (clients.isEmpty() && !answer.getToolCalls().isEmpty()) {
            return ToolDispatch.begin(draft, turn, answer);
        }
        boolean running = turn.turn().redispatched();
        if (clients.size() > ClientCalls.MAX_BYTES) {
            TaskError error = TaskErrors.callsTooLong(clients.size(), ClientCalls.MAX_BYTES);
            return Endings.failed(draft, turn.step(), error, "", running);
        }
        boolean degraded = turn.turn().isFallback(outcome.getAttempt());
        return Endings.completed(
                draft, turn.step(), LastWord.of(answer, clients, degraded), running);
    }

    /** The attempt that is awaited was asked for one step timeout before it is over. */
    private static void countDecision(Draft draft, AwaitingTurn turn, StepCompleted outcome) {
        AgentSnapshot agent = turn.progress().task().getAgent();
        Instant over = turn.turn().due();
        if (over != null && turn.turn().awaits(outcome.getAttempt())) {
            Instant asked = over.minusMillis(agent.getStepTimeoutMs());
            draft.emit(
                    new Emission.DecisionCounted(
                            agent.getName(), Duration.between(asked, draft.now())));
        }
    }

    private Moved failed(Draft draft, AwaitingTurn turn, StepCompleted outcome, Failure failure) {
        String type = TaskErrors.typeOf(failure);
        if (Untried.is(failure)) {
            // A full endpoint has room again soon; one that rests may not for long.
            return type.equals(Untried.BREAKER_OPEN) && canFallBack(turn)
                    ? fallBack(draft, turn, outcome, failure)
                    : await(draft, turn, turn.turn().uncounted(), failure);
        }
        boolean retryable = failure.getFailureClass() == FailureClass.retryable;
        if (retryable && policy.permitsAfter(turn.turn().tries())) {
            return await(draft, turn, turn.turn(), failure);
        }
        return canFallBack(turn) && (retryable || OF_THE_ENDPOINT.contains(type))
                ? fallBack(draft, turn, outcome, failure)
                : fail(draft, turn, outcome, TaskErrors.of(failure));
    }

    private static boolean canFallBack(AwaitingTurn turn) {
        AgentSnapshot agent = turn.progress().task().getAgent();
        return ModelChain.hasNext(agent, turn.turn().model()) || agent.getFallbackText() != null;
    }

    private static Moved fallBack(
            Draft draft, AwaitingTurn turn, StepCompleted outcome, Failure failure) {
        AgentSnapshot agent = turn.progress().task().getAgent();
        TaskError reason = TaskErrors.of(failure);
        String text = agent.getFallbackText();
        if (text == null || ModelChain.hasNext(agent, turn.turn().model())) {
            return TurnDispatch.next(draft, turn, reason);
        }
        tellOfFailure(draft, turn, outcome, reason);
        draft.emit(new Emission.FallbackCounted(reason.getType()));
        return Endings.completed(
                draft, turn.step(), LastWord.ofAgent(text), turn.turn().redispatched());
    }

    private Moved await(Draft draft, AwaitingTurn turn, Work tried, Failure failure) {
        String workId =
                TaskRecords.workId(
                        turn.progress().task().getTaskId(), turn.step(), tried, StepKind.turn);
        Instant due =
                policy.next(
                        tried.tries(),
                        failure,
                        workId,
                        draft.now(),
                        turn.progress().task().getDeadline());
        RetryRecords.tell(draft, turn.step(), AgentMetrics.Work.TURN, failure, due);
        return draft.to(
                new AwaitingTurn(
                        draft.progress(), turn.transcript(), turn.step(), tried.waitingUntil(due)));
    }

    private static Moved fail(
            Draft draft, AwaitingTurn turn, StepCompleted outcome, TaskError error) {
        tellOfFailure(draft, turn, outcome, error);
        return Endings.failed(draft, turn.step(), error, "", turn.turn().redispatched());
    }

    private static void tellOfFailure(
            Draft draft, AwaitingTurn turn, StepCompleted outcome, TaskError error) {
        draft.tell(
                TaskRecords.event(
                                draft.progress(),
                                turn.step(),
                                TaskEventKind.step_completed,
                                draft.now())
                        .setModel(outcome.getTarget())
                        .setDetail(error.getTitle())
                        .setDecision(Decisions.failed(turn, outcome, error)));
    }

    private static Decision timedOut(
            Draft draft, AwaitingTurn turn, StepCompleted outcome, Timeout timeout) {
        Work work = turn.turn();
        if (outcome.getAttempt() != work.attempt()) {
            return new Dropped(DropReason.LATE, turn);
        }
        if (work.waiting()) {
            return timeout.getReason().equals(Timeouts.RETRY)
                    ? TurnDispatch.retry(draft, turn)
                    : new Dropped(DropReason.LATE, turn);
        }
        if (!timeout.getReason().equals(Timeouts.STEP)) {
            return new Dropped(DropReason.LATE, turn);
        }
        if (!work.redispatched()) {
            return TurnDispatch.repeat(draft, turn);
        }
        long limit = turn.progress().task().getAgent().getStepTimeoutMs();
        return fail(
                draft, turn, outcome, TaskErrors.stepTimeout(turn.step(), work.attempt(), limit));
    }
}
