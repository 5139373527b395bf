package dev.millrace.streams.agent;

import dev.millrace.Failure;
import dev.millrace.FailureClass;
import dev.millrace.StepCompleted;
import dev.millrace.StepKind;
import dev.millrace.TaskError;
import dev.millrace.TaskEventKind;
import dev.millrace.Timeout;
import dev.millrace.ToolReturn;
import dev.millrace.streams.agent.AgentState.AwaitingTools;
import dev.millrace.streams.agent.Decision.Dropped;
import dev.millrace.streams.agent.Decision.Moved;
import dev.millrace.streams.agent.Transcript.Returned;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What outcomes do to a task that waits for tools. */
final class ToolPhase {

    /** The most bytes of a result that the model is given. */
    static final int MAX_CONTENT = 64 * 1024;

    private final RetryPolicy policy;

    ToolPhase(RetryPolicy policy) {
        this.policy = policy;
    }

    Decision on(AwaitingTools tools, StepCompleted outcome, Instant now) {
        if (outcome.getStep() < tools.step()) {
            return new Dropped(DropReason.LATE, tools);
        }
        int call = outcome.getCall();
        boolean isNone =
                outcome.getStep() > tools.step()
                        || outcome.getKind() != StepKind.tool
                        || call < 0
                        || call >= tools.transcript().calls().size();
        if (isNone) {
            return new Dropped(DropReason.UNEXPECTED, tools);
        }
        Optional<Work> work = tools.work().stream().filter(one -> one.call() == call).findFirst();
        return work.isPresent()
                ? on(tools, work.get(), outcome, now)
                : new Dropped(DropReason.LATE, tools);
    }

    private Decision on(AwaitingTools tools, Work work, StepCompleted outcome, Instant now) {
        if (outcome.getAttempt() > work.attempt()) {
            return new Dropped(DropReason.UNEXPECTED, tools);
        }
        Draft draft = new Draft(tools.progress(), now);
        return switch (outcome.getResult()) {
            // The first result wins, whichever attempt it belongs to.
            case ToolReturn returned -> returned(draft, tools, outcome, returned);
            case Failure failure ->
                    work.awaits(outcome.getAttempt())
                            ? failed(draft, tools, work, outcome, failure)
                            : new Dropped(DropReason.LATE, tools);
            case Timeout timeout -> timedOut(draft, tools, work, outcome, timeout);
            default -> new Dropped(DropReason.UNEXPECTED, tools);
        };
    }

    private static Moved returned(
            Draft draft, AwaitingTools tools, StepCompleted outcome, ToolReturn returned) {
        TaskError error = Decisions.errorOf(returned);
        return end(draft, tools, outcome, bounded(returned.getContent()), error);
    }

    private static String bounded(String content) {
        String cut = Texts.cut(content, MAX_CONTENT);
        return cut.length() == content.length()
                ? content
                : cut + "\n[The result was longer and is cut here.]";
    }

    private Moved failed(
            Draft draft, AwaitingTools tools, Work work, StepCompleted outcome, Failure failure) {
        if (Untried.is(failure)) {
            return await(draft, tools, work.uncounted(), failure);
        }
        return failure.getFailureClass() == FailureClass.retryable
                        && policy.permitsAfter(work.tries())
                ? await(draft, tools, work, failure)
                : giveUp(draft, tools, outcome, TaskErrors.of(failure));
    }

    /** The model hears of the failure and goes on. */
    private static Moved giveUp(
            Draft draft, AwaitingTools tools, StepCompleted outcome, TaskError error) {
        String content = "The tool failed (" + error.getType() + "): " + error.getTitle();
        String detail = error.getDetail().isBlank() ? "" : ": " + error.getDetail();
        return end(draft, tools, outcome, content + detail, error);
    }

    private static Moved end(
            Draft draft,
            AwaitingTools tools,
            StepCompleted outcome,
            String content,
            @Nullable TaskError error) {
        draft.tell(
                TaskRecords.event(
                                draft.progress(),
                                tools.step(),
                                TaskEventKind.step_completed,
                                draft.now())
                        .setDecision(Decisions.called(tools, outcome, content, error)));
        Transcript transcript =
                tools.transcript().with(new Returned(outcome.getCall(), content, error != null));
        List<Work> left =
                tools.work().stream().filter(one -> one.call() != outcome.getCall()).toList();
        return left.isEmpty()
                ? TurnDispatch.first(draft, transcript, tools.step() + 1)
                : draft.to(new AwaitingTools(draft.progress(), transcript, tools.step(), left));
    }

    private Moved await(Draft draft, AwaitingTools tools, Work tried, Failure failure) {
        String workId =
                TaskRecords.workId(
                        tools.progress().task().getTaskId(), tools.step(), tried, StepKind.tool);
        Instant due =
                policy.next(
                        tried.tries(),
                        failure,
                        workId,
                        draft.now(),
                        tools.progress().task().getDeadline());
        RetryRecords.tell(draft, tools.step(), AgentMetrics.Work.TOOL, failure, due);
        return draft.to(replace(draft, tools, tried.waitingUntil(due)));
    }

    private static AwaitingTools replace(Draft draft, AwaitingTools tools, Work changed) {
        List<Work> work =
                tools.work().stream()
                        .map(one -> one.call() == changed.call() ? changed : one)
                        .toList();
        return new AwaitingTools(draft.progress(), tools.transcript(), tools.step(), work);
    }

    private static Decision timedOut(
            Draft draft, AwaitingTools tools, Work work, StepCompleted outcome, Timeout timeout) {
        String expected = work.waiting() ? Timeouts.RETRY : Timeouts.STEP;
        if (outcome.getAttempt() != work.attempt() || !timeout.getReason().equals(expected)) {
            return new Dropped(DropReason.LATE, tools);
        }
        if (work.waiting()) {
            Work retried = work.retried(TurnDispatch.stepDue(draft));
            return again(draft, tools, retried, TaskEventKind.step_requested);
        }
        if (!work.redispatched()) {
            Work repeated = work.repeated(TurnDispatch.stepDue(draft));
            return again(draft, tools, repeated, TaskEventKind.redispatched);
        }
        long limit = tools.progress().task().getAgent().getStepTimeoutMs();
        TaskError error = TaskErrors.stepTimeout(tools.step(), work.attempt(), limit);
        return giveUp(draft, tools, outcome, error);
    }

    private static Moved again(Draft draft, AwaitingTools tools, Work work, TaskEventKind kind) {
        String tool = tools.transcript().calls().get(work.call()).getName();
        draft.tell(
                TaskRecords.event(draft.progress(), tools.step(), kind, draft.now())
                        .setDetail(
                                "Calling " + Texts.cut(tool, 200) + ", attempt " + work.attempt()));
        AwaitingTools next = replace(draft, tools, work);
        draft.emit(new Emission.Tool(TaskRecords.tool(next, work, draft.now()), true));
        return draft.to(next);
    }
}
