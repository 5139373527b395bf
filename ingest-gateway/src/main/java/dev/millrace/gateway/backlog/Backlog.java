package dev.millrace.gateway.backlog;

import java.time.Duration;
import java.util.Map;

/**
 * What waits in the pipeline at some time.
 *
 * @param lanes what waits in each lane
 * @param donePerSecond how many get done in a second, as seen lately
 */
record Backlog(Map<Lane, Waiting> lanes, double donePerSecond) {

    /**
     * What waits in a lane.
     *
     * @param count how many records, or one more or less for each transaction
     * @param age how long the oldest waits that is not done
     */
    record Waiting(long count, Duration age) {}

    static final Waiting NOTHING = new Waiting(0, Duration.ZERO);

    Waiting in(Lane lane) {
        return lanes.getOrDefault(lane, NOTHING);
    }

    long count() {
        return lanes.values().stream().mapToLong(Waiting::count).sum();
    }
}
