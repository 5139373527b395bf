package dev.millrace.gateway.intake;

import dev.millrace.gateway.view.Claim;
import dev.millrace.gateway.view.FollowedTask;
import dev.millrace.gateway.view.Signal;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TaskView;
import dev.millrace.gateway.view.TaskView.Following;
import java.time.Clock;
import java.time.Duration;

/** Tells whether the task of a claim has come to the pipeline. Thread-safe. */
final class ClaimedTasks {

    /**
     * How old a claim is when its gateway is hardly at work on the task any more. If it is, the
     * task is submitted twice, which the pipeline takes as once.
     */
    static final Duration AT_WORK = Duration.ofSeconds(5);

    /** A task that nobody knows gives no sign when it comes. */
    private static final Duration NEXT_LOOK = Duration.ofMillis(25);

    private final TaskView view;
    private final Clock clock;

    ClaimedTasks(TaskView view, Clock clock) {
        this.view = view;
        this.clock = clock;
    }

    /** What became of the task of a claim. */
    enum Fate {
        /** The pipeline has it. */
        RUNNING,
        /** The pipeline may not have it, and who claimed it no longer sees to that. */
        MISSING,
        /** It cannot be told at present. */
        UNREADABLE
    }

    /** Waits for the pipeline to have the task, as long as the claimant may be at work on it. */
    Fate await(String tenantId, Claim claim) throws InterruptedException {
        long end = System.nanoTime() + timeLeft(claim).toNanos();
        Signal signal = new Signal();
        while (true) {
            switch (view.follow(tenantId, claim.taskId(), signal::raise)) {
                case Following.Found(TaskStatus task, FollowedTask followed) -> {
                    try (followed) {
                        return await(task, followed, signal, end) ? Fate.RUNNING : Fate.MISSING;
                    }
                }
                case Following.Unknown() -> {
                    if (rest(end).isNegative()) {
                        return Fate.MISSING;
                    }
                    signal.await(NEXT_LOOK);
                }
                case Following.Unavailable(_) -> {
                    return Fate.UNREADABLE;
                }
            }
        }
    }

    private static boolean await(TaskStatus task, FollowedTask followed, Signal signal, long end)
            throws InterruptedException {
        TaskStatus now = task;
        while (!isTaken(now) && rest(end).isPositive()) {
            signal.await(rest(end));
            now = followed.task().orElse(now);
        }
        return isTaken(now);
    }

    /**
     * Whether the pipeline has the request: the event that comes before it, with which the gateway
     * lets the view know the task, does not tell.
     */
    private static boolean isTaken(TaskStatus task) {
        return task.sequence() > 0 || task.hasEnded();
    }

    private Duration timeLeft(Claim claim) {
        Duration left = Duration.between(clock.instant(), claim.at().plus(AT_WORK));
        return left.compareTo(AT_WORK) < 0 ? left : AT_WORK;
    }

    private static Duration rest(long end) {
        return Duration.ofNanos(end - System.nanoTime());
    }
}
