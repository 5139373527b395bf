package dev.millrace.gateway.http;

import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.view.TaskView;
import dev.millrace.gateway.view.TaskView.Timeline;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;

/** Tells what happened in a task, step by step. */
@RestController
class TimelineController {

    private final TaskView view;

    TimelineController(TaskView view) {
        this.view = view;
    }

    @GetMapping(path = "/v1/tasks/{id}/timeline", produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<TimelineBody> timeline(
            @PathVariable String id, @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity)
            throws InterruptedException {
        return switch (view.timeline(identity.tenantId(), id)) {
            case Timeline.Found(var task, var events) ->
                    ResponseEntity.ok()
                            .cacheControl(CacheControl.noStore())
                            .body(TimelineBody.of(task, events));
            case Timeline.Unknown() -> throw ProblemException.unknownTask(id);
            case Timeline.Unavailable(String reason) -> throw ProblemException.unavailable(reason);
        };
    }
}
