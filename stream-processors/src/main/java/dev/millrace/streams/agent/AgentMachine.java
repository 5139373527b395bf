package dev.millrace.streams.agent;

import dev.millrace.ChunkBatchScored;
import dev.millrace.CommandKind;
import dev.millrace.StepCompleted;
import dev.millrace.TaskAdmitted;
import dev.millrace.TaskCommand;
import dev.millrace.TaskEventKind;
import dev.millrace.Timeout;
import dev.millrace.streams.agent.AgentEvent.Admitted;
import dev.millrace.streams.agent.AgentEvent.AdmittedTooLate;
import dev.millrace.streams.agent.AgentEvent.BatchScored;
import dev.millrace.streams.agent.AgentEvent.Broken;
import dev.millrace.streams.agent.AgentEvent.Commanded;
import dev.millrace.streams.agent.AgentEvent.StepEnded;
import dev.millrace.streams.agent.AgentState.AwaitingTools;
import dev.millrace.streams.agent.AgentState.AwaitingTurn;
import dev.millrace.streams.agent.AgentState.Ended;
import dev.millrace.streams.agent.AgentState.Gathering;
import dev.millrace.streams.agent.AgentState.Live;
import dev.millrace.streams.agent.AgentState.Unknown;
import dev.millrace.streams.agent.Decision.Dropped;
import dev.millrace.streams.agent.Decision.Kept;
import java.time.Instant;
import java.util.List;

/**
 * Decides what an event does to a task: a pure function of state, event and time. {@code
 * docs/agent.md} has it as a table.
 */
final class AgentMachine {

    private static final int FIRST_STEP = 1;

    private final GatheringPhase gatheringPhase;
    private final TurnPhase turnPhase;
    private final ToolPhase toolPhase;

    AgentMachine(RetrySettings retry) {
        this.gatheringPhase = new GatheringPhase(retry.embedding().policy());
        this.turnPhase = new TurnPhase(retry.turn().policy());
        this.toolPhase = new ToolPhase(retry.tool().policy());
    }

    /**
     * @throws IllegalArgumentException if the event contradicts what is known of the task
     */
    Decision decide(AgentState state, AgentEvent event, Instant now) {
        Billing billing = Billing.of(state, event);
        Decision decision =
                switch (billing.state()) {
                    case Unknown unknown -> whenUnknown(unknown, event, now);
                    case Live live -> whenLive(live, event, now);
                    case Ended ended -> whenEnded(ended, event);
                };
        return billing.close(decision);
    }

    private static Decision whenUnknown(Unknown unknown, AgentEvent event, Instant now) {
        return switch (event) {
            case Admitted(TaskAdmitted task, Place place) -> begin(task, place, now);
            case AdmittedTooLate(Admitted(TaskAdmitted task, Place place), TaskCommand cancel) ->
                    Endings.canceled(new Draft(Progress.of(task, place), now), 0, cancel);
            case BatchScored _, Commanded _ -> new Kept();
            // Only the agent writes timeouts, for tasks it knows: this one's task is over.
            case StepEnded(StepCompleted outcome) ->
                    outcome.getResult() instanceof Timeout
                            ? new Dropped(DropReason.LATE, unknown)
                            : new Kept();
            case Broken(Admitted(TaskAdmitted task, Place place), String detail) ->
                    Endings.failed(
                            new Draft(Progress.of(task, place), now),
                            0,
                            TaskErrors.internal(detail),
                            "",
                            false);
            case Broken _ -> new Dropped(DropReason.UNEXPECTED, unknown);
        };
    }

    private static Decision begin(TaskAdmitted task, Place place, Instant now) {
        Draft draft = new Draft(Progress.of(task, place), now);
        if (task.getDocuments().isEmpty()) {
            return TurnDispatch.first(draft, Transcript.EMPTY, FIRST_STEP);
        }
        int documents = task.getDocuments().size();
        draft.tell(
                TaskRecords.event(draft.progress(), 0, TaskEventKind.step_requested, now)
                        .setDetail(
                                documents == 1
                                        ? "Reading 1 document"
                                        : "Reading " + documents + " documents"));
        return draft.to(new Gathering(draft.progress(), Context.empty(), List.of()));
    }

    private Decision whenLive(Live live, AgentEvent event, Instant now) {
        return switch (event) {
            case Admitted _, AdmittedTooLate _ -> new Dropped(DropReason.DUPLICATE_TASK, live);
            case BatchScored(ChunkBatchScored batch) ->
                    live instanceof Gathering gathering
                            ? gatheringPhase.on(gathering, batch, now)
                            : new Dropped(DropReason.LATE, live);
            case StepEnded(StepCompleted outcome) -> stepEnded(live, outcome, now);
            case Commanded(TaskCommand command) -> commanded(live, command, now);
            case Broken(_, String detail) ->
                    Endings.failed(
                            new Draft(live.progress(), now), live, TaskErrors.internal(detail));
        };
    }

    private Decision stepEnded(Live live, StepCompleted outcome, Instant now) {
        if (outcome.getResult() instanceof Timeout timeout
                && timeout.getReason().equals(Timeouts.DEADLINE)) {
            return Endings.failed(
                    new Draft(live.progress(), now), live, TaskErrors.deadline(timeout));
        }
        return switch (live) {
            case Gathering gathering -> gatheringPhase.on(gathering, outcome, now);
            case AwaitingTurn turn -> turnPhase.on(turn, outcome, now);
            case AwaitingTools tools -> toolPhase.on(tools, outcome, now);
        };
    }

    private static Decision commanded(Live live, TaskCommand command, Instant now) {
        if (!isOf(live.progress().task(), command)) {
            return new Dropped(DropReason.FOREIGN_COMMAND, live);
        }
        return switch (command.getKind()) {
            case cancel -> Endings.canceled(new Draft(live.progress(), now), live.step(), command);
            case unknown -> new Dropped(DropReason.UNKNOWN_COMMAND, live);
        };
    }

    /** Whether an event that came before its task is to cancel it. */
    static boolean cancels(AgentEvent event, TaskAdmitted task) {
        return event instanceof Commanded(TaskCommand command)
                && command.getKind() == CommandKind.cancel
                && isOf(task, command);
    }

    private static boolean isOf(TaskAdmitted task, TaskCommand command) {
        return command.getTenantId().equals(task.getTenantId());
    }

    private static Decision whenEnded(Ended ended, AgentEvent event) {
        return switch (event) {
            case Admitted _, AdmittedTooLate _ -> new Dropped(DropReason.DUPLICATE_TASK, ended);
            case BatchScored _, StepEnded _, Commanded _, Broken _ ->
                    new Dropped(DropReason.LATE, ended);
        };
    }
}
