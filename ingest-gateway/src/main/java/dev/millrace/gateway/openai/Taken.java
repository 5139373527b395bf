package dev.millrace.gateway.openai;

import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.limits.OpenRequests;
import dev.millrace.gateway.submission.NewTask;

/**
 * A request that became a task, while it is open; to be closed when it is answered.
 *
 * @param order what was asked for
 * @param task the task
 * @param caller who asked
 * @param replayed whether an earlier request had made the task
 * @param repeatable whether the caller can ask once more and gets the same task
 * @param place the place among the open requests
 */
record Taken(
        Order order,
        NewTask task,
        Caller caller,
        boolean replayed,
        boolean repeatable,
        OpenRequests.Lease place)
        implements AutoCloseable {

    /** Whether nobody can get the answer once the connection is lost. */
    boolean isLostWithItsCaller() {
        return !order.background() && !repeatable;
    }

    @Override
    public void close() {
        place.close();
    }
}
