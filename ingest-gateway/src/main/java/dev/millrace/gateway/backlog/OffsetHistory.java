package dev.millrace.gateway.backlog;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Remembers when a partition grew beyond which offset, as far back as something of it is open.
 *
 * <p>Owns at most {@value #MOST} samples: the further back they reach, the further apart they are,
 * and an age may be told too short by as much. Used by one thread.
 */
final class OffsetHistory {

    static final int MOST = 4_096;

    private Deque<Sample> samples = new ArrayDeque<>();
    private long gap;

    private record Sample(long nanos, long end) {}

    /** At this time the partition reached so far, and everything before an offset was done. */
    void add(long nanos, long end, long firstOpen) {
        while (!samples.isEmpty() && samples.getFirst().end() <= firstOpen) {
            samples.removeFirst();
        }
        if (samples.isEmpty()) {
            gap = 0;
        }
        if (end > firstOpen && isWorthASample(nanos, end)) {
            samples.add(new Sample(nanos, end));
        }
        if (samples.size() > MOST) {
            thin();
        }
    }

    private boolean isWorthASample(long nanos, long end) {
        return samples.isEmpty()
                || (samples.getLast().end() < end && nanos - samples.getLast().nanos() >= gap);
    }

    /** How long the first open record has been there; zero if nothing is open. */
    Duration age(long nanos) {
        return samples.isEmpty()
                ? Duration.ZERO
                : Duration.ofNanos(nanos - samples.getFirst().nanos());
    }

    /** What is open was there at this time already. */
    void beginAt(long nanos) {
        if (!samples.isEmpty()) {
            samples.addFirst(new Sample(nanos, samples.removeFirst().end()));
        }
    }

    private void thin() {
        gap = 2 * (samples.getLast().nanos() - samples.getFirst().nanos()) / MOST;
        Deque<Sample> rest = new ArrayDeque<>();
        for (Sample sample : samples) {
            if (rest.isEmpty() || sample.nanos() - rest.getLast().nanos() >= gap) {
                rest.add(sample);
            }
        }
        samples = rest;
    }
}
