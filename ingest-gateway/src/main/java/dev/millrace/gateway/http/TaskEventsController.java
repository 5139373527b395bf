package dev.millrace.gateway.http;

import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.limits.OpenRequests;
import dev.millrace.gateway.streaming.StreamPosition;
import dev.millrace.gateway.streaming.TaskStream;
import dev.millrace.gateway.streaming.TaskStreams;
import dev.millrace.gateway.streaming.TaskStreams.Opened;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells what happens to a task while it happens, as server-sent events. The request's own virtual
 * thread waits and writes.
 */
@RestController
class TaskEventsController {

    private static final String LAST_EVENT_ID = "Last-Event-ID";

    private final TaskStreams streams;
    private final OpenRequests open;
    private final EventStreams output;

    TaskEventsController(TaskStreams streams, OpenRequests open, EventStreams output) {
        this.streams = streams;
        this.open = open;
        this.output = output;
    }

    @GetMapping(path = "/v1/tasks/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void follow(
            @PathVariable String id,
            @RequestParam(name = "lastEventId", required = false) @Nullable String lastEventId,
            @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity,
            HttpServletRequest request,
            HttpServletResponse response)
            throws InterruptedException {
        String header = request.getHeader(LAST_EVENT_ID);
        StreamPosition after = position(header == null ? lastEventId : header);
        try (var _ = open.acquire(OpenRequests.Kind.STREAM, identity.tenantId())) {
            switch (streams.open(identity.tenantId(), id, after)) {
                case Opened.Stream(TaskStream stream) -> {
                    try (stream) {
                        begin(response);
                        if (!HttpMethod.HEAD.matches(request.getMethod())) {
                            output.write(stream, response);
                        }
                    }
                }
                case Opened.Unknown() -> throw ProblemException.unknownTask(id);
                case Opened.Unavailable(String reason) ->
                        throw ProblemException.unavailable(reason);
            }
        }
    }

    private static StreamPosition position(@Nullable String lastEventId) {
        if (lastEventId == null || lastEventId.isEmpty()) {
            return StreamPosition.START;
        }
        return StreamPosition.parse(lastEventId)
                .orElseThrow(
                        () ->
                                new ProblemException(
                                        ProblemType.BAD_REQUEST,
                                        LAST_EVENT_ID
                                                + " must be the id of an event of this task's stream."));
    }

    private static void begin(HttpServletResponse response) {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // Proxies that collect answers before they pass them on are asked not to.
        response.setHeader("X-Accel-Buffering", "no");
    }
}
