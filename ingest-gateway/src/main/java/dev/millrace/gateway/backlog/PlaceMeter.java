package dev.millrace.gateway.backlog;

import dev.millrace.eventruntime.CommittedWork;
import dev.millrace.gateway.backlog.BacklogSource.Head;
import dev.millrace.gateway.backlog.BacklogSource.Question;
import dev.millrace.gateway.backlog.BacklogSource.Reach;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What waits in one partition, as seen from its first look on.
 *
 * <p>Two things cannot be seen by offsets, so that the log itself is asked: since when something
 * waits that was there before the first look, and whether what does not move is a record at all, as
 * transactions leave marks behind that nobody will ever finish. Used by one thread.
 */
final class PlaceMeter {

    private static final Duration STANDS_STILL = Duration.ofSeconds(5);

    /** A time that is further back was not told by a clock. */
    private static final Duration LONGEST = Duration.ofDays(30);

    private static final long NONE = -1;

    /** From where to where there is no record. */
    private record Gap(long from, long until) {}

    private final Place place;
    private final long firstLook;
    private final long endThen;
    private final long doneThen;
    private final OffsetHistory history = new OffsetHistory();
    private Reach present;
    private Gap gap = new Gap(0, 0);
    private long firstOpen = NONE;
    private long firstOpenSince;
    private long recordSeenAt = NONE;

    PlaceMeter(Reach first, long nanos) {
        place = first.place();
        present = first;
        firstLook = nanos;
        endThen = first.end();
        doneThen = first.end() - open();
    }

    void look(Reach reach, long nanos) {
        present = reach;
        long first = pastGap(reach.work().firstOpen());
        if (first != firstOpen) {
            firstOpen = first;
            firstOpenSince = nanos;
        }
        history.add(nanos, reach.end(), first);
    }

    private long pastGap(long offset) {
        return offset >= gap.from() && offset < gap.until() ? gap.until() : offset;
    }

    long open() {
        CommittedWork work = present.work();
        long gone = work.openUntil(pastGap(work.firstOpen()));
        return Math.max(0, work.openUntil(present.end()) - gone);
    }

    /** How much got done since the first look. */
    long done() {
        return present.end() - open() - doneThen;
    }

    Duration age(long nanos) {
        return history.age(nanos);
    }

    /** What of the log should be known. */
    Optional<Question> question(long nanos) {
        boolean stands = nanos - firstOpenSince >= STANDS_STILL.toNanos();
        return open() > 0 && firstOpen != recordSeenAt && (isFromBefore(firstOpen) || stands)
                ? Optional.of(new Question(place, firstOpen, present.end()))
                : Optional.empty();
    }

    private boolean isFromBefore(long offset) {
        return offset < endThen;
    }

    void learn(Head head, long nanos, Instant now) {
        if (head.offset() > head.from()) {
            gap = new Gap(gap.until() == head.from() ? gap.from() : head.from(), head.offset());
            look(present, nanos);
        }
        Instant writtenAt = head.writtenAt();
        recordSeenAt = writtenAt == null ? NONE : head.offset();
        if (writtenAt != null && isFromBefore(head.offset())) {
            Duration age = Duration.between(writtenAt, now);
            if (age.compareTo(LONGEST) < 0) {
                history.beginAt(Math.min(firstLook, nanos - age.toNanos()));
            }
        }
    }
}
