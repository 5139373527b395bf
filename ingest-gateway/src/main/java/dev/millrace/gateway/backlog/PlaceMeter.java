package dev.millrace.gateway.backlog;

import dev.millrace.gateway.backlog.BacklogSource.Reach;
import java.time.Duration;

/** What waits in one partition, as seen from its first look on. Used by one thread. */
final class PlaceMeter {

    private final OffsetHistory history = new OffsetHistory();
    private long doneAtFirst = -1;
    private long done;
    private long open;

    void look(Reach reach, long nanos) {
        open = reach.work().openUntil(reach.end());
        done = reach.end() - open;
        if (doneAtFirst < 0) {
            doneAtFirst = done;
        }
        history.add(nanos, reach.end(), reach.work().firstOpen());
    }

    long open() {
        return open;
    }

    /** How much got done since the first look. */
    long done() {
        return done - doneAtFirst;
    }

    Duration age(long nanos) {
        return history.age(nanos);
    }
}
