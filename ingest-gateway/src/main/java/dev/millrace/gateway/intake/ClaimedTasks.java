package dev.millrace.gateway.intake;

import dev.millrace.gateway.view.Claim;
import dev.millrace.gateway.view.FollowedTask;
import dev.millrace.gateway.view.KafkaReach;
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

    /** How long a Kafka that has just answered is waited for before it is asked again. */
    private static final Duration NEXT_QUESTION = Duration.ofSeconds(1);

    private final TaskView view;
    private final KafkaReach reach;
    private final Clock clock;

    ClaimedTasks(TaskView view, KafkaReach reach, Clock clock) {
        this.view = view;
        this.reach = reach;
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

    /**
     * Waits for the pipeline to have the task, as long as the claimant may be at work on it and
     * Kafka answers.
     */
    Fate await(String tenantId, Claim claim) throws InterruptedException {
        if (view.glance(tenantId, claim.taskId()).filter(ClaimedTasks::isTaken).isPresent()) {
            return Fate.RUNNING;
        }
        long end = System.nanoTime() + timeLeft(claim).toNanos();
        Signal signal = new Signal();
        while (reach.answers()) {
            switch (view.follow(tenantId, claim.taskId(), signal::raise)) {
                case Following.Found(TaskStatus task, FollowedTask followed) -> {
                    try (followed) {
                        return await(task, followed, signal, end);
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
        return Fate.UNREADABLE;
    }

    private Fate await(TaskStatus task, FollowedTask followed, Signal signal, long end)
            throws InterruptedException {
        TaskStatus now = task;
        while (!isTaken(now)) {
            if (!rest(end).isPositive()) {
                return Fate.MISSING;
            }
            signal.await(rest(end).compareTo(NEXT_QUESTION) < 0 ? rest(end) : NEXT_QUESTION);
            now = followed.task().orElse(now);
            if (!isTaken(now) && !reach.answers()) {
                return Fate.UNREADABLE;
            }
        }
        return Fate.RUNNING;
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
