package dev.millrace.gateway.backlog;

import java.util.ArrayDeque;
import java.util.Deque;

/** How fast something gets done, as seen in the last {@value #LOOKS} looks. Used by one thread. */
final class Pace {

    private static final int LOOKS = 30;

    private final Deque<Done> lately = new ArrayDeque<>();

    private record Done(long nanos, long count) {}

    /** So much was done in all at this time. */
    void add(long nanos, long count) {
        lately.add(new Done(nanos, count));
        if (lately.size() > LOOKS) {
            lately.removeFirst();
        }
    }

    double perSecond() {
        if (lately.isEmpty()) {
            return 0;
        }
        Done first = lately.getFirst();
        Done last = lately.getLast();
        double seconds = (last.nanos() - first.nanos()) / 1e9;
        return seconds <= 0 ? 0 : Math.max(0, last.count() - first.count()) / seconds;
    }
}
