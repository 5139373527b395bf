package dev.millrace.gateway.backlog;

import dev.millrace.gateway.backlog.Backlog.Waiting;
import dev.millrace.gateway.submission.TaskPriority;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Decides what is not taken any more because of what waits already. */
final class Bounds {

    private static final int ALL = 100;

    private final BacklogSettings settings;

    Bounds(BacklogSettings settings) {
        this.settings = settings;
    }

    /**
     * Why a task is not taken.
     *
     * @param detail what the caller reads
     * @param retryAfter when there may be room again
     */
    record Excess(String detail, Duration retryAfter) {}

    /** Whether too much waits for a task of a priority. */
    Optional<Excess> excess(Backlog backlog, TaskPriority priority) {
        return tooMany(backlog, priority).or(() -> tooOld(backlog, priority));
    }

    private Optional<Excess> tooMany(Backlog backlog, TaskPriority priority) {
        long most = Math.max(1, settings.tasks() * share(priority) / ALL);
        long count = backlog.count();
        return count < most
                ? Optional.empty()
                : Optional.of(
                        new Excess(
                                "%d tasks are waiting; those of %s priority are taken again below %d."
                                        .formatted(count, name(priority), most),
                                untilDone(count - most + 1, backlog.donePerSecond())));
    }

    private Optional<Excess> tooOld(Backlog backlog, TaskPriority priority) {
        Duration longest = settings.age().multipliedBy(share(priority)).dividedBy(ALL);
        Duration oldest =
                Arrays.stream(Lane.values())
                        .filter(lane -> lane.isBefore(priority))
                        .map(backlog::in)
                        .map(Waiting::age)
                        .max(Duration::compareTo)
                        .orElse(Duration.ZERO);
        return oldest.compareTo(longest) < 0
                ? Optional.empty()
                : Optional.of(
                        new Excess(
                                "Tasks are waiting for %d s; those of %s priority are taken again below %d s."
                                        .formatted(
                                                oldest.toSeconds(),
                                                name(priority),
                                                longest.toSeconds()),
                                settings.longestRetryAfter()));
    }

    private Duration untilDone(long count, double perSecond) {
        double seconds = Math.ceil(count / perSecond);
        double longest = settings.longestRetryAfter().toSeconds();
        // Nothing gets done: the quotient is infinite, and the longest time holds.
        return Duration.ofSeconds((long) Math.clamp(seconds, 1, Math.max(1, longest)));
    }

    private int share(TaskPriority priority) {
        return switch (priority) {
            case LOW -> settings.lowShare();
            case NORMAL -> settings.normalShare();
            case HIGH -> ALL;
        };
    }

    private static String name(TaskPriority priority) {
        return priority.name().toLowerCase(Locale.ROOT);
    }
}
