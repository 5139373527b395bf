package dev.millrace.gateway.backlog;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;

/**
 * What waits in the pipeline at some time.
 *
 * @param lanes what waits in each lane
 */
record Backlog(Map<Lane, Waiting> lanes) {

    /**
     * What waits in a lane.
     *
     * @param count how many records, or one more or less for each transaction
     * @param age how long the oldest waits that is not done
     * @param donePerSecond how many get done in a second, as seen lately
     */
    record Waiting(long count, Duration age, double donePerSecond) {}

    static final Waiting NOTHING = new Waiting(0, Duration.ZERO, 0);

    Waiting in(Lane lane) {
        return lanes.getOrDefault(lane, NOTHING);
    }

    /** How much waits on the way that a task would take. */
    long count(Arrival task) {
        return lanes.entrySet().stream()
                .filter(lane -> lane.getKey().isOnTheWayOf(task))
                .mapToLong(lane -> lane.getValue().count())
                .sum();
    }

    /** Where most waits on that way: it decides how soon there is room. */
    Waiting longest(Arrival task) {
        return lanes.entrySet().stream()
                .filter(lane -> lane.getKey().isOnTheWayOf(task))
                .map(Map.Entry::getValue)
                .max(Comparator.comparingLong(Waiting::count))
                .orElse(NOTHING);
    }
}
