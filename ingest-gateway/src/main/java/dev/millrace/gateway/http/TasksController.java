package dev.millrace.gateway.http;

import dev.millrace.eventruntime.TraceParent;
import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.intake.AcceptedTaskLog;
import dev.millrace.gateway.intake.IdempotencyKey;
import dev.millrace.gateway.intake.Received;
import dev.millrace.gateway.limits.OpenRequests;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.view.TaskView;
import dev.millrace.gateway.view.TaskView.Lookup;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** Takes tasks and tells what became of them. */
@RestController
class TasksController {

    private static final String PATH = "/v1/tasks";

    private final TaskIntake intake;
    private final TaskView view;
    private final LookupCounter lookups;
    private final OpenRequests open;
    private final HttpSettings settings;

    TasksController(
            TaskIntake intake,
            TaskView view,
            LookupCounter lookups,
            OpenRequests open,
            HttpSettings settings) {
        this.intake = intake;
        this.view = view;
        this.lookups = lookups;
        this.open = open;
        this.settings = settings;
    }

    /** A task that was just accepted. */
    record AcceptedBody(String id, String state, Instant createdAt) {}

    @PostMapping(
            path = PATH,
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<AcceptedBody> submit(
            HttpServletRequest request, @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity)
            throws IOException {
        TraceParent trace = RequestTrace.of(request);
        Received received = intake.take(request, Callers.of(request, identity), trace);
        NewTask task = received.task();
        RequestTrace.tell(request, task.id(), task.tenantId());
        ResponseEntity.BodyBuilder response =
                ResponseEntity.accepted().location(URI.create(PATH + "/" + task.id()));
        if (received.replayed()) {
            response.header(IdempotencyKey.REPLAYED_HEADER, "true");
        } else {
            AcceptedTaskLog.write(received, trace);
        }
        return response.body(new AcceptedBody(task.id(), "submitted", task.createdAt()));
    }

    @GetMapping(path = PATH + "/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<TaskBody> get(
            @PathVariable String id,
            @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity,
            HttpServletRequest request)
            throws InterruptedException {
        Optional<Duration> wait =
                PreferWait.of(
                        Collections.list(request.getHeaders("Prefer")), settings.longestWait());
        Lookup lookup = find(identity.tenantId(), id, wait.orElse(Duration.ZERO));
        lookups.count(lookup);
        return switch (lookup) {
            case Lookup.Found(var task) -> {
                ResponseEntity.BodyBuilder response =
                        ResponseEntity.ok().cacheControl(CacheControl.noStore());
                wait.ifPresent(
                        applied ->
                                response.header(
                                        "Preference-Applied", "wait=" + applied.toSeconds()));
                yield response.body(TaskBody.of(task));
            }
            case Lookup.Unknown() -> throw ProblemException.unknownTask(id);
            case Lookup.Unavailable(String reason) -> throw ProblemException.unavailable(reason);
        };
    }

    private Lookup find(String tenantId, String id, Duration wait) throws InterruptedException {
        if (!wait.isPositive()) {
            return view.find(tenantId, id, wait);
        }
        try (var _ = open.acquire(OpenRequests.Kind.WAIT, tenantId)) {
            return view.find(tenantId, id, wait);
        }
    }
}
