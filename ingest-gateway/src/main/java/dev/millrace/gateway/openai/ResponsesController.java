package dev.millrace.gateway.openai;

import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.http.ApiKeyFilter;
import dev.millrace.gateway.http.Callers;
import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.limits.OpenRequests;
import dev.millrace.gateway.view.TaskStatus;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** Takes responses as tasks, and tells what became of them. */
@RestController
class ResponsesController {

    private static final String PATH = "/v1/responses";
    private static final int FROM_THE_START = -1;

    private final OrderIntake intake;
    private final ResponseOrders orders;
    private final AnswerWait answers;
    private final StreamedAnswers streamed;
    private final StoredResponses stored;
    private final OpenRequests open;

    ResponsesController(
            OrderIntake intake,
            ResponseOrders orders,
            AnswerWait answers,
            StreamedAnswers streamed,
            StoredResponses stored,
            OpenRequests open) {
        this.intake = intake;
        this.orders = orders;
        this.answers = answers;
        this.streamed = streamed;
        this.stored = stored;
        this.open = open;
    }

    @PostMapping(path = PATH, consumes = MediaType.APPLICATION_JSON_VALUE)
    @Nullable ResponseEntity<ObjectNode> create(
            HttpServletRequest request,
            HttpServletResponse response,
            @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity)
            throws IOException, InterruptedException {
        try (Taken taken = intake.take(request, response, identity, orders::read)) {
            String taskId = taken.task().id();
            if (taken.delivery().stream()) {
                streamed.answer(
                        taken,
                        true,
                        request,
                        response,
                        out -> narration(identity, taskId, out, FROM_THE_START));
                return null;
            }
            if (taken.delivery().background()) {
                return body(
                        taken.replayed()
                                ? stored.find(identity, taskId).body()
                                : stored.queued(taken));
            }
            Optional<TaskStatus> task = answers.await(taken, CallerPresence.of(request));
            return task.isPresent() ? body(StoredResponses.body(task.get())) : null;
        }
    }

    private Narration narration(
            Identity identity, String taskId, EventOutput out, long startingAfter) {
        return new ResponseNarration(
                taskId, stored.bodies(identity, taskId), new NumberedOutput(out, startingAfter));
    }

    @GetMapping(PATH + "/{id}")
    @Nullable ResponseEntity<ObjectNode> get(
            @PathVariable String id,
            @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException, InterruptedException {
        RetrieveQuery query = RetrieveQuery.of(request);
        String whole = Ids.inPath(request, id);
        if (!query.stream()) {
            return body(stored.findResponse(identity, whole).body());
        }
        // Nothing else of what was found is needed while the stream is open.
        String taskId = stored.findResponse(identity, whole).task().id();
        if (HttpMethod.HEAD.matches(request.getMethod())) {
            EventOutput _ = EventOutput.open(response);
            return null;
        }
        try (var _ = open.acquire(OpenRequests.Kind.STREAM, identity.tenantId())) {
            Narrator.Ending _ =
                    streamed.tell(
                            identity.tenantId(),
                            taskId,
                            request,
                            response,
                            out -> narration(identity, taskId, out, query.startingAfter()));
        }
        return null;
    }

    @PostMapping(PATH + "/{id}/cancel")
    ResponseEntity<ObjectNode> cancel(
            @PathVariable String id,
            @RequestAttribute(ApiKeyFilter.IDENTITY) Identity identity,
            HttpServletRequest request)
            throws InterruptedException {
        Caller caller = Callers.of(request, identity);
        StoredResponses.Stored found = stored.findResponse(identity, Ids.inPath(request, id));
        return body(stored.cancel(caller, found).body());
    }

    private static ResponseEntity<ObjectNode> body(ObjectNode body) {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_JSON)
                .body(body);
    }
}
