package dev.millrace.gateway.backlog;

import dev.millrace.gateway.backlog.Backlog.Waiting;
import dev.millrace.gateway.backlog.BacklogSource.Reach;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes of one look after another what waits, since when, and how fast it gets less.
 *
 * <p>What waited before the first look counts from there. Used by one thread.
 */
final class BacklogMeter {

    private static final int LOOKS = 30;

    private final Map<Place, OffsetHistory> histories = new HashMap<>();
    private final Deque<Done> lately = new ArrayDeque<>();

    private record Place(Lane lane, int partition) {}

    private record Done(long nanos, long count) {}

    Backlog take(List<Reach> reaches, long nanos) {
        Map<Lane, Waiting> lanes = new EnumMap<>(Lane.class);
        long done = 0;
        for (Reach reach : reaches) {
            long open = reach.work().openUntil(reach.end());
            OffsetHistory history =
                    histories.computeIfAbsent(
                            new Place(reach.lane(), reach.partition()), _ -> new OffsetHistory());
            history.add(nanos, reach.end(), reach.work().firstOpen());
            lanes.merge(
                    reach.lane(), new Waiting(open, history.age(nanos)), BacklogMeter::together);
            done += reach.end() - open;
        }
        return new Backlog(lanes, donePerSecond(new Done(nanos, done)));
    }

    private static Waiting together(Waiting one, Waiting other) {
        Duration age = one.age().compareTo(other.age()) > 0 ? one.age() : other.age();
        return new Waiting(one.count() + other.count(), age);
    }

    private double donePerSecond(Done now) {
        lately.add(now);
        if (lately.size() > LOOKS) {
            lately.removeFirst();
        }
        Done first = lately.getFirst();
        double seconds = (now.nanos() - first.nanos()) / 1e9;
        return seconds <= 0 ? 0 : Math.max(0, now.count() - first.count()) / seconds;
    }
}
