package dev.millrace.gateway.backlog;

import dev.millrace.gateway.submission.TaskPriority;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
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

    /** Whether too much waits for a task. */
    Optional<Excess> excess(Backlog backlog, Arrival task) {
        return tooMany(backlog, task).or(() -> tooOld(backlog, task));
    }

    private Optional<Excess> tooMany(Backlog backlog, Arrival task) {
        long most = Math.max(1, settings.tasks() * share(task.priority()) / ALL);
        long count = backlog.count(task);
        return count < most
                ? Optional.empty()
                : Optional.of(
                        new Excess(
                                "%d tasks and steps of tasks are waiting; tasks of %s priority are taken again below %d."
                                        .formatted(count, name(task.priority()), most),
                                untilDone(
                                        count - most + 1, backlog.longest(task).donePerSecond())));
    }

    private Optional<Excess> tooOld(Backlog backlog, Arrival task) {
        Duration longest = settings.age().multipliedBy(share(task.priority())).dividedBy(ALL);
        return Arrays.stream(Lane.values())
                .filter(lane -> lane.isBefore(task))
                .max(Comparator.comparing(lane -> backlog.in(lane).age()))
                .filter(oldest -> backlog.in(oldest).age().compareTo(longest) >= 0)
                .map(oldest -> tooOld(oldest, backlog.in(oldest).age(), longest, task));
    }

    private Excess tooOld(Lane lane, Duration age, Duration longest, Arrival task) {
        return new Excess(
                "Work has been waiting for %d s (%s); tasks of %s priority are taken again below %d s."
                        .formatted(
                                age.toSeconds(),
                                lane.text(),
                                name(task.priority()),
                                longest.toSeconds()),
                settings.longestRetryAfter());
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
