package dev.millrace.gateway.backlog;

import dev.millrace.eventruntime.CommittedWork;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** Tells how far the lanes reach and how far their consumers have come. */
interface BacklogSource {

    /**
     * A partition of a lane at present.
     *
     * @param end where the next record goes
     * @param work what of it is done
     */
    record Reach(Place place, long end, CommittedWork work) {}

    /** All partitions of all lanes. */
    List<Reach> ask() throws ExecutionException, InterruptedException;
}
