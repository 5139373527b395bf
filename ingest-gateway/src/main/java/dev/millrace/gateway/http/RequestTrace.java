package dev.millrace.gateway.http;

import dev.millrace.eventruntime.TaskLog;
import dev.millrace.eventruntime.TraceParent;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** The place of a request in a trace, which stays the same while it is answered. */
public final class RequestTrace {

    private static final String PLACE = "dev.millrace.gateway.trace";
    private static final String TASK = "dev.millrace.gateway.task";

    private RequestTrace() {}

    /** The task that a request is about. */
    record Task(String id, String tenantId) {}

    /** The place of a request; after that of its caller, or the first of a new trace. */
    public static TraceParent of(HttpServletRequest request) {
        if (request.getAttribute(PLACE) instanceof TraceParent noted) {
            return noted;
        }
        TraceParent place = TraceParent.following(request.getHeader(TaskLog.TRACEPARENT));
        note(request, place);
        return place;
    }

    static void note(HttpServletRequest request, TraceParent place) {
        request.setAttribute(PLACE, place);
    }

    /** Notes the task that a request is about. */
    public static void tell(HttpServletRequest request, String taskId, String tenantId) {
        request.setAttribute(TASK, new Task(taskId, tenantId));
    }

    static Optional<Task> task(HttpServletRequest request) {
        return request.getAttribute(TASK) instanceof Task told
                ? Optional.of(told)
                : Optional.empty();
    }
}
