package dev.millrace.executor.engine;

import dev.millrace.schemas.Topics;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Brings canceled tasks and running calls together, for all engines of the process.
 *
 * <p>A call makes itself known before it asks whether its task is canceled; a cancel is noted
 * before it looks for calls. So whichever comes second finds the other. Safe for use by many
 * threads.
 */
public final class Cancellations {

    private final CanceledTasks canceled;
    private final ConcurrentMap<String, List<RunningCall>> running = new ConcurrentHashMap<>();

    /**
     * @param most the most canceled tasks that are remembered
     */
    public Cancellations(int most, Clock clock) {
        // Work that waits longer than the topic remembers is of tasks whose deadline has passed.
        this.canceled = new CanceledTasks(most, Topics.WORK_CANCELED.retention(), clock);
    }

    void cancel(String task, Instant at) {
        canceled.add(task, at);
        running.computeIfPresent(
                task,
                (_, calls) -> {
                    calls.forEach(RunningCall::cancel);
                    return calls;
                });
    }

    /** A call begins on the present thread; perhaps it is canceled already. */
    RunningCall begin(String task) {
        RunningCall call = new RunningCall(task, Thread.currentThread());
        running.compute(
                task,
                (_, calls) -> {
                    List<RunningCall> all = calls == null ? new ArrayList<>(1) : calls;
                    all.add(call);
                    return all;
                });
        if (canceled.contains(task)) {
            call.cancel();
        }
        return call;
    }

    void end(RunningCall call) {
        running.computeIfPresent(
                call.task(),
                (_, calls) -> {
                    calls.remove(call);
                    return calls.isEmpty() ? null : calls;
                });
        call.end();
    }

    /** How many canceled tasks are remembered. */
    int remembered() {
        return canceled.size();
    }
}
