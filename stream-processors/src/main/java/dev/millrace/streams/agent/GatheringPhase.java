package dev.millrace.streams.agent;

import dev.millrace.ChunkBatch;
import dev.millrace.ChunkBatchScored;
import dev.millrace.Failure;
import dev.millrace.FailureClass;
import dev.millrace.ScoredChunks;
import dev.millrace.StepCompleted;
import dev.millrace.StepKind;
import dev.millrace.TaskEventKind;
import dev.millrace.Timeout;
import dev.millrace.streams.agent.AgentState.Gathering;
import dev.millrace.streams.agent.Decision.Dropped;
import dev.millrace.streams.agent.Decision.Moved;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What outcomes do to a task that waits for the scores of its documents' chunks. */
final class GatheringPhase {

    /** The most batches of a task that wait for another attempt; each is kept meanwhile. */
    static final int MAX_WAITING = 1_000;

    private final RetryPolicy policy;

    GatheringPhase(RetryPolicy policy) {
        this.policy = policy;
    }

    Decision on(Gathering gathering, ChunkBatchScored batch, Instant now) {
        if (gathering.context().has(batch.getBatch())) {
            return new Dropped(DropReason.DUPLICATE_BATCH, gathering);
        }
        Draft draft = new Draft(gathering.progress(), now);
        return switch (batch.getResult()) {
            case ScoredChunks scored -> gather(draft, gathering, batch, scored);
            case Failure failure -> failed(draft, gathering, batch, failure);
            default ->
                    throw new IllegalArgumentException(
                            "an outcome of the unknown type "
                                    + batch.getResult().getClass().getName());
        };
    }

    private static Moved gather(
            Draft draft, Gathering gathering, ChunkBatchScored batch, ScoredChunks scored) {
        Context context =
                gathering
                        .context()
                        .with(
                                batch.getBatch(),
                                batch.getLast(),
                                scored.getChunks(),
                                Context.Limits.of(gathering.progress().task().getAgent()))
                        .at(batch.getPlace());
        if (context.isComplete()) {
            return TurnDispatch.first(draft, transcript(gathering, context), 1);
        }
        List<Work> others = others(gathering, batch.getBatch()).toList();
        return draft.to(new Gathering(draft.progress(), context, others));
    }

    private static Transcript transcript(Gathering gathering, Context context) {
        var agent = gathering.progress().task().getAgent();
        return new Transcript(
                TaskRecords.passages(context.within(agent.getContextTokens())),
                agent.getTools().isEmpty() ? List.of() : context.places(),
                List.of());
    }

    private static Stream<Work> others(Gathering gathering, int batch) {
        return gathering.work().stream().filter(work -> work.call() != batch);
    }

    private Decision failed(
            Draft draft, Gathering gathering, ChunkBatchScored scored, Failure failure) {
        Optional<Work> before =
                gathering.work().stream()
                        .filter(work -> work.call() == scored.getBatch())
                        .findFirst();
        int attempt = before.map(Work::attempt).orElse(1);
        if (scored.getAttempt() > attempt) {
            return new Dropped(DropReason.UNEXPECTED, gathering);
        }
        if (scored.getAttempt() < attempt || before.map(Work::waiting).orElse(false)) {
            return new Dropped(DropReason.LATE, gathering);
        }
        Work work = before.orElseGet(() -> Work.first(scored.getBatch(), null));
        boolean free = Untried.is(failure);
        boolean retry =
                scored.getRetry() != null
                        && gathering.work().size() < MAX_WAITING
                        && (free || isWorthIt(work, failure));
        return retry
                ? await(draft, gathering, scored, free ? work.uncounted() : work, failure)
                : Endings.failed(draft, gathering, TaskErrors.of(failure));
    }

    private boolean isWorthIt(Work work, Failure failure) {
        return failure.getFailureClass() == FailureClass.retryable
                && policy.permitsAfter(work.tries());
    }

    private Moved await(
            Draft draft,
            Gathering gathering,
            ChunkBatchScored scored,
            Work tried,
            Failure failure) {
        var task = gathering.progress().task();
        String workId = TaskRecords.workId(task.getTaskId(), 0, tried, StepKind.unknown);
        Instant due = policy.next(tried.tries(), failure, workId, draft.now(), task.getDeadline());
        ChunkBatch batch = Objects.requireNonNull(scored.getRetry());
        RetryRecords.tell(draft, 0, AgentMetrics.Work.EMBEDDING, failure, due);
        draft.emit(new Emission.BatchKept(batch));
        return draft.to(replace(draft, gathering, tried.waitingUntil(due)));
    }

    private static Gathering replace(Draft draft, Gathering gathering, Work changed) {
        List<Work> work =
                Stream.concat(others(gathering, changed.call()), Stream.of(changed)).toList();
        return new Gathering(draft.progress(), gathering.context(), work);
    }

    /** The wait of a batch is over. */
    Decision on(Gathering gathering, StepCompleted outcome, Instant now) {
        Optional<Work> work =
                gathering.work().stream()
                        .filter(one -> one.call() == outcome.getCall())
                        .filter(Work::waiting)
                        .filter(one -> one.attempt() == outcome.getAttempt())
                        .findFirst();
        if (!(outcome.getResult() instanceof Timeout)) {
            return new Dropped(DropReason.UNEXPECTED, gathering);
        }
        if (work.isEmpty()) {
            return new Dropped(DropReason.LATE, gathering);
        }
        Draft draft = new Draft(gathering.progress(), now);
        Work retried = work.get().retried(null);
        draft.tell(
                TaskRecords.event(draft.progress(), 0, TaskEventKind.step_requested, now)
                        .setDetail(
                                "Reading part "
                                        + (retried.call() + 1)
                                        + " again, attempt "
                                        + retried.attempt()));
        draft.emit(new Emission.BatchRetried(retried.call(), retried.attempt()));
        return draft.to(replace(draft, gathering, retried));
    }
}
