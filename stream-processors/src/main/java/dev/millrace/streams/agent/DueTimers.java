package dev.millrace.streams.agent;

import dev.millrace.streams.agent.TaskRecords.TimerDue;
import dev.millrace.streams.state.TaskHeader;
import dev.millrace.streams.state.TaskPhase;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What is to be done about the timers of a partition that are due. */
final class DueTimers {

    private final Timers timers;
    private final int timersPerScan;
    private final TaskStore tasks;
    private final Drops drops;
    private final AgentOutputs outputs;
    private final WallClock clock;
    private final AgentMetrics metrics;

    DueTimers(
            Timers timers,
            int timersPerScan,
            TaskStore tasks,
            Drops drops,
            AgentOutputs outputs,
            WallClock clock,
            AgentMetrics metrics) {
        this.timers = timers;
        this.timersPerScan = timersPerScan;
        this.tasks = tasks;
        this.drops = drops;
        this.outputs = outputs;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** What each of the due timers leads to; each is to be applied before the next is asked for. */
    Stream<Effects> take() {
        boolean trusted = clock.isTrusted();
        Instant now = clock.now();
        if (!trusted) {
            metrics.expiryHeld();
            return Stream.empty();
        }
        List<Timers.Due> due = timers.due(now, timersPerScan);
        return due.stream().map(one -> take(one, now));
    }

    private Effects take(Timers.Due due, Instant now) {
        String id = due.taskId();
        TaskHeader header = tasks.header(id);
        Effects effects = new Effects(id, now, Traces.headers(header));
        timers.remove(due.at(), id, effects);
        if (header == null) {
            drops.dropEarly(id, DropReason.EARLY_EXPIRED, effects);
        } else if (header.getPhase() == TaskPhase.ended) {
            tasks.forget(id, effects);
        } else {
            take(id, header, now, effects);
        }
        return effects;
    }

    private void take(String id, TaskHeader header, Instant now, Effects effects) {
        TaskTimer timer = TaskTimer.at(header, now);
        for (TimerDue due : timer.due()) {
            // Goes through the log, so that outcomes which lie there already come first.
            outputs.send(
                    TaskRecords.timeout(
                            id,
                            header.getTenantId(),
                            header.getStep(),
                            TaskTimer.kind(header),
                            due,
                            now),
                    effects);
            effects.afterwards(() -> metrics.timedOut(due.reason()));
        }
        tasks.timerTaken(id, timer.after(), effects);
    }
}
