package dev.millrace.gateway.backlog;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Remembers when a partition grew beyond which offset, as far back as something of it is open.
 *
 * <p>Owns at most {@value #MOST} samples: when there are more, every second one is forgotten, so
 * that an age may be told too short by the time between two of the rest. Used by one thread.
 */
final class OffsetHistory {

    static final int MOST = 4_096;

    private Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long end) {}

    /** At this time the partition reached so far, and everything before an offset was done. */
    void add(long nanos, long end, long firstOpen) {
        if (samples.isEmpty() || samples.getLast().end() < end) {
            samples.add(new Sample(nanos, end));
        }
        while (!samples.isEmpty() && samples.getFirst().end() <= firstOpen) {
            samples.removeFirst();
        }
        if (samples.size() > MOST) {
            thin();
        }
    }

    /** How long the first open record has been there; zero if nothing is open. */
    Duration age(long nanos) {
        return samples.isEmpty()
                ? Duration.ZERO
                : Duration.ofNanos(nanos - samples.getFirst().nanos());
    }

    private void thin() {
        Deque<Sample> rest = new ArrayDeque<>();
        boolean keep = true;
        for (Sample sample : samples) {
            if (keep || sample.equals(samples.getLast())) {
                rest.add(sample);
            }
            keep = !keep;
        }
        samples = rest;
    }
}
