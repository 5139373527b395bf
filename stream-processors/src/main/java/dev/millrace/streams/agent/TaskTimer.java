package dev.millrace.streams.agent;

import dev.millrace.StepKind;
import dev.millrace.streams.agent.TaskRecords.TimerDue;
import dev.millrace.streams.state.StoredWork;
import dev.millrace.streams.state.TaskHeader;
import dev.millrace.streams.state.TaskPhase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a task is due when its timer is. A task has one timer, at the earliest of its times or
 * before: it is only moved when an earlier time appears, as each move is written to a changelog.
 *
 * @param due what is due; nothing when the timer was too early
 * @param after the header when that is taken, its timer at the next time
 */
record TaskTimer(List<TimerDue> due, TaskHeader after) {

    /** More than this is left for the next look. */
    private static final int MAX_AT_ONCE = 64;

    static TaskTimer at(TaskHeader header, Instant now) {
        Instant deadline = TaskHeaders.deadline(header);
        TaskHeader.Builder after = TaskHeader.newBuilder(header).setDeadline(deadline);
        List<TimerDue> due =
                deadline != null && !header.getDeadlineTaken() && !deadline.isAfter(now)
                        ? takeDeadline(after, deadline)
                        : takeWork(after, now);
        return new TaskTimer(due, after.setTimerDue(next(after, due, now)).build());
    }

    /** After the deadline nothing else matters. */
    private static List<TimerDue> takeDeadline(TaskHeader.Builder after, Instant deadline) {
        after.setDeadlineTaken(true);
        after.setWork(after.getWork().stream().map(work -> with(work, null)).toList());
        return List.of(new TimerDue(Timeouts.DEADLINE, 0, after.getAttempt(), deadline));
    }

    private static List<TimerDue> takeWork(TaskHeader.Builder after, Instant now) {
        List<TimerDue> due = new ArrayList<>();
        List<StoredWork> left = new ArrayList<>();
        for (StoredWork work : after.getWork()) {
            Instant at = work.getDue();
            if (at == null || at.isAfter(now) || due.size() >= MAX_AT_ONCE) {
                left.add(work);
            } else {
                String reason = work.getWaiting() ? Timeouts.RETRY : Timeouts.STEP;
                due.add(new TimerDue(reason, work.getCall(), work.getAttempt(), at));
                left.add(with(work, null));
            }
        }
        after.setWork(left);
        return due;
    }

    /** What is taken leads to an attempt that is to be over in time: the timer is ready for it. */
    private static @Nullable Instant next(
            TaskHeader.Builder after, List<TimerDue> due, Instant now) {
        Instant earliest = TaskHeaders.earliest(after);
        boolean attempt = after.getPhase() != TaskPhase.gathering_context && !due.isEmpty();
        if (earliest == null || !attempt || after.getStepTimeoutMs() <= 0) {
            return earliest;
        }
        Instant over = now.plusMillis(after.getStepTimeoutMs());
        return over.isBefore(earliest) ? over : earliest;
    }

    private static StoredWork with(StoredWork work, @Nullable Instant due) {
        return StoredWork.newBuilder(work).setDue(due).build();
    }

    /** What kind of work a task waits for. */
    static StepKind kind(TaskHeader header) {
        return switch (header.getPhase()) {
            case gathering_context -> StepKind.unknown;
            case turn, ended -> StepKind.turn;
            case tools -> StepKind.tool;
        };
    }
}
