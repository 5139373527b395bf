package dev.millrace.streams.agent;

import dev.millrace.Answer;
import dev.millrace.ChunkBatchScored;
import dev.millrace.Failure;
import dev.millrace.ScoredChunk;
import dev.millrace.ScoredChunks;
import dev.millrace.StepCompleted;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskError;
import dev.millrace.Timeout;
import dev.millrace.Usage;
import dev.millrace.streams.agent.AgentEvent.Admitted;
import dev.millrace.streams.agent.AgentEvent.BatchScored;
import dev.millrace.streams.agent.AgentEvent.Broken;
import dev.millrace.streams.agent.AgentEvent.StepEnded;
import dev.millrace.streams.agent.AgentState.AwaitingTurn;
import dev.millrace.streams.agent.AgentState.Ended;
import dev.millrace.streams.agent.AgentState.Gathering;
import dev.millrace.streams.agent.AgentState.Live;
import dev.millrace.streams.agent.AgentState.Unknown;
import dev.millrace.streams.agent.Decision.Dropped;
import dev.millrace.streams.agent.Decision.Kept;
import dev.millrace.streams.agent.Decision.Moved;
import java.time.Instant;
import java.util.List;

/**
 * Decides what an event does to a task: a pure function of state, event and time. {@code
 * docs/agent.md} has it as a table.
 */
final class AgentMachine {

    private static final int FIRST_STEP = 1;
    private static final int FIRST_ATTEMPT = 1;

    /**
     * @throws IllegalArgumentException if the event contradicts what is known of the task
     */
    Decision decide(AgentState state, AgentEvent event, Instant now) {
        return switch (state) {
            case Unknown _ -> whenUnknown(event, now);
            case Gathering gathering -> whenGathering(gathering, event, now);
            case AwaitingTurn waiting -> whenAwaitingTurn(waiting, event, now);
            case Ended _ -> whenEnded(event);
        };
    }

    private Decision whenUnknown(AgentEvent event, Instant now) {
        return switch (event) {
            case Admitted(TaskAdmitted task) -> begin(task, now);
            case BatchScored _ -> new Kept();
            // Only the agent writes timeouts, for tasks it knows: this one's task is over.
            case StepEnded(StepCompleted outcome) ->
                    outcome.getResult() instanceof Timeout
                            ? new Dropped(DropReason.LATE)
                            : new Kept();
            case Broken(Admitted(TaskAdmitted task), String detail) ->
                    fail(admitted(task), TaskErrors.internal(detail), now);
            case Broken _ -> new Dropped(DropReason.UNEXPECTED);
        };
    }

    private Decision whenGathering(Gathering gathering, AgentEvent event, Instant now) {
        return switch (event) {
            case Admitted _ -> new Dropped(DropReason.DUPLICATE_TASK);
            case BatchScored(ChunkBatchScored batch) -> gather(gathering, batch, now);
            case StepEnded(StepCompleted outcome) ->
                    outcome.getResult() instanceof Timeout timeout
                            ? fail(gathering, TaskErrors.deadline(timeout), now)
                            : new Dropped(DropReason.UNEXPECTED);
            case Broken(_, String detail) -> fail(gathering, TaskErrors.internal(detail), now);
        };
    }

    private Decision whenAwaitingTurn(AwaitingTurn waiting, AgentEvent event, Instant now) {
        return switch (event) {
            case Admitted _ -> new Dropped(DropReason.DUPLICATE_TASK);
            case BatchScored _ -> new Dropped(DropReason.LATE);
            case StepEnded(StepCompleted outcome) -> endTurn(waiting, outcome, now);
            case Broken(_, String detail) -> fail(waiting, TaskErrors.internal(detail), now);
        };
    }

    private static Decision whenEnded(AgentEvent event) {
        return switch (event) {
            case Admitted _ -> new Dropped(DropReason.DUPLICATE_TASK);
            case BatchScored _, StepEnded _, Broken _ -> new Dropped(DropReason.LATE);
        };
    }

    private Decision begin(TaskAdmitted task, Instant now) {
        Gathering start = admitted(task);
        if (task.getDocuments().isEmpty()) {
            return dispatch(start, now);
        }
        Gathering gathering =
                new Gathering(start.task(), start.sequence() + 1, start.usage(), start.context());
        return new Moved(
                gathering,
                new Emission.Event(
                        TaskRecords.gathering(gathering, task.getDocuments().size(), now)));
    }

    private static Gathering admitted(TaskAdmitted task) {
        TaskAdmitted withoutDocuments =
                task.getDocuments().isEmpty()
                        ? task
                        : TaskAdmitted.newBuilder(task).setDocuments(List.of()).build();
        return new Gathering(
                withoutDocuments, task.getSequence(), new Usage(0L, 0L, 0L, 0L), Context.empty());
    }

    private Decision gather(Gathering gathering, ChunkBatchScored batch, Instant now) {
        if (gathering.context().has(batch.getBatch())) {
            return new Dropped(DropReason.DUPLICATE_BATCH);
        }
        return switch (batch.getResult()) {
            case ScoredChunks scored -> gather(gathering, batch, scored, now);
            case Failure failure -> fail(gathering, TaskErrors.of(failure), now);
            default -> throw unknownResult(batch.getResult());
        };
    }

    private Decision gather(
            Gathering gathering, ChunkBatchScored batch, ScoredChunks scored, Instant now) {
        Context context =
                gathering
                        .context()
                        .with(
                                batch.getBatch(),
                                batch.getLast(),
                                scored.getChunks(),
                                Context.Limits.of(gathering.task().getAgent()));
        Gathering next =
                new Gathering(gathering.task(), gathering.sequence(), gathering.usage(), context);
        return context.isComplete() ? dispatch(next, now) : new Moved(next);
    }

    private static Decision dispatch(Gathering gathering, Instant now) {
        AwaitingTurn waiting =
                new AwaitingTurn(
                        gathering.task(),
                        gathering.sequence() + 1,
                        gathering.usage(),
                        FIRST_STEP,
                        FIRST_ATTEMPT);
        List<ScoredChunk> passages =
                gathering.context().within(gathering.task().getAgent().getContextTokens());
        return new Moved(
                waiting,
                new Emission.Event(TaskRecords.stepRequested(waiting, now)),
                new Emission.Turn(TaskRecords.turn(waiting, passages, now)));
    }

    private static Decision endTurn(AwaitingTurn waiting, StepCompleted outcome, Instant now) {
        if (outcome.getResult() instanceof Timeout timeout) {
            return fail(waiting, TaskErrors.deadline(timeout), now);
        }
        if (outcome.getStep() != waiting.step() || outcome.getAttempt() > waiting.attempt()) {
            return new Dropped(
                    outcome.getStep() < waiting.step() ? DropReason.LATE : DropReason.UNEXPECTED);
        }
        return switch (outcome.getResult()) {
            // The first answer wins, whichever attempt it belongs to.
            case Answer answer -> complete(waiting, answer, now);
            case Failure failure ->
                    outcome.getAttempt() == waiting.attempt()
                            ? fail(waiting, TaskErrors.of(failure), now)
                            : new Dropped(DropReason.LATE);
            default -> throw unknownResult(outcome.getResult());
        };
    }

    private static Decision complete(AwaitingTurn waiting, Answer answer, Instant now) {
        Usage used = sum(waiting.usage(), answer.getUsage());
        AwaitingTurn end =
                new AwaitingTurn(
                        waiting.task(),
                        waiting.sequence() + 1,
                        used,
                        waiting.step(),
                        waiting.attempt());
        return new Moved(
                new Ended(),
                new Emission.Event(TaskRecords.completed(end, answer, now)),
                new Emission.Result(TaskRecords.result(end, answer, now)));
    }

    private static Decision fail(Live live, TaskError error, Instant now) {
        long sequence = live.sequence() + 1;
        return new Moved(
                new Ended(),
                new Emission.Event(TaskRecords.failed(live, sequence, error, now)),
                new Emission.Result(TaskRecords.result(live, sequence, error, now)));
    }

    private static Usage sum(Usage one, Usage other) {
        return new Usage(
                one.getInputTokens() + other.getInputTokens(),
                one.getOutputTokens() + other.getOutputTokens(),
                one.getCostMicroUsd() + other.getCostMicroUsd(),
                one.getCachedInputTokens() + other.getCachedInputTokens());
    }

    private static IllegalArgumentException unknownResult(Object result) {
        return new IllegalArgumentException(
                "an outcome of the unknown type " + result.getClass().getName());
    }
}
