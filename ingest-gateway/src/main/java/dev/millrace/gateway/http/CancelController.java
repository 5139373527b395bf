package dev.millrace.gateway.http;

import dev.millrace.gateway.audit.AuditAction;
import dev.millrace.gateway.audit.AuditEntry;
import dev.millrace.gateway.audit.AuditOutcome;
import dev.millrace.gateway.audit.AuditTrail;
import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.submission.FieldErrors;
import dev.millrace.gateway.submission.TaskCommands;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TaskView;
import dev.millrace.gateway.view.TaskView.Lookup;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** Takes orders to end tasks. */
@RestController
class CancelController {

    private static final int MAX_REASON_CHARACTERS = 1_000;

    private final RequestBodies bodies;
    private final TaskView view;
    private final TaskCommands commands;
    private final AuditTrail audit;

    CancelController(RequestBodies bodies, TaskView view, TaskCommands commands, AuditTrail audit) {
        this.bodies = bodies;
        this.view = view;
        this.commands = commands;
        this.audit = audit;
    }

    @PostMapping(path = "/v1/tasks/{id}/cancel", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<TaskBody> cancel(
            @PathVariable String id,
            @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity,
            HttpServletRequest request)
            throws IOException, InterruptedException {
        String reason = bodies.small(request, CancelController::reason).orElse("");
        TaskStatus task = find(identity, id);
        if (task.hasEnded()) {
            return response(HttpStatus.OK, task);
        }
        Caller caller = Callers.of(request, identity);
        audit.before(
                new AuditEntry(
                        caller,
                        task.tenantId(),
                        AuditAction.TASK_CANCEL,
                        id,
                        AuditOutcome.OK,
                        Map.of()),
                () -> commands.cancel(id, task.tenantId(), caller.actor(), reason));
        return response(HttpStatus.ACCEPTED, find(identity, id));
    }

    private TaskStatus find(Identity identity, String id) throws InterruptedException {
        return switch (view.find(identity.tenantId(), id, Duration.ZERO)) {
            case Lookup.Found(var task) -> task;
            case Lookup.Unknown() -> throw ProblemException.unknownTask(id);
            case Lookup.Unavailable(String reason) -> throw ProblemException.unavailable(reason);
        };
    }

    private static ResponseEntity<TaskBody> response(HttpStatus status, TaskStatus task) {
        return ResponseEntity.status(status)
                .cacheControl(CacheControl.noStore())
                .body(TaskBody.of(task));
    }

    private static String reason(JsonFields fields) {
        StringBuilder reason = new StringBuilder();
        fields.object(
                FieldErrors.WHOLE,
                name -> {
                    if (!name.equals("reason")) {
                        fields.unknown(name);
                        return;
                    }
                    String text = fields.string(name);
                    if (text != null) {
                        reason.append(text);
                    }
                });
        if (reason.length() > MAX_REASON_CHARACTERS) {
            fields.errors()
                    .add("reason", "must have at most " + MAX_REASON_CHARACTERS + " characters");
        }
        return reason.toString();
    }
}
