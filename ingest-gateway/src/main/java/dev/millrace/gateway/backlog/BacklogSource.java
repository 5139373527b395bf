package dev.millrace.gateway.backlog;

import dev.millrace.eventruntime.CommittedWork;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Tells how far the lanes reach and how far their consumers have come. */
interface BacklogSource {

    /**
     * A partition of a lane at present.
     *
     * @param end where the next record goes
     * @param work what of it is done
     */
    record Reach(Place place, long end, CommittedWork work) {}

    /**
     * Asks for the first record of a partition at or behind an offset.
     *
     * @param from that offset
     * @param end as far as it matters
     */
    record Question(Place place, long from, long end) {}

    /**
     * What lies there.
     *
     * @param from where it was looked from
     * @param offset of the first record, or as far as there is none but only what transactions
     *     leave
     * @param writtenAt the time of that record; null if there is none
     */
    record Head(Place place, long from, long offset, @Nullable Instant writtenAt) {}

    /** All partitions of all lanes. */
    List<Reach> ask() throws ExecutionException, InterruptedException;

    /** What can be told soon of what is asked. */
    List<Head> heads(List<Question> questions);
}
