package dev.millrace.gateway.openai;

import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.limits.OpenRequests;
import dev.millrace.gateway.submission.NewTask;
import java.time.Instant;

/**
 * A request that became a task, while it is open; to be closed when it is answered. It has nothing
 * of what was said: thousands are open at a time, and each would keep its conversation in memory.
 *
 * @param task the task
 * @param delivery how the answer is wanted
 * @param caller who asked
 * @param replayed whether an earlier request had made the task
 * @param repeatable whether the caller can ask once more and gets the same task
 * @param place the place among the open requests
 */
record Taken(
        Task task,
        Delivery delivery,
        Caller caller,
        boolean replayed,
        boolean repeatable,
        OpenRequests.Lease place)
        implements AutoCloseable {

    /**
     * What answers tell of a task before it has ended.
     *
     * @param request what answers repeat of the request, for one that is answered at once; others
     *     find it in the view when they are written
     */
    record Task(String id, String tenantId, Instant createdAt, String agent, String request) {

        static Task of(NewTask task, Delivery delivery) {
            boolean atOnce = delivery.background() && !delivery.stream();
            return new Task(
                    task.id(),
                    task.tenantId(),
                    task.createdAt(),
                    task.agent(),
                    atOnce ? task.request() : "");
        }
    }

    /** Whether nobody can get the answer once the connection is lost. */
    boolean isLostWithItsCaller() {
        return !delivery.background() && !repeatable;
    }

    @Override
    public void close() {
        place.close();
    }
}
