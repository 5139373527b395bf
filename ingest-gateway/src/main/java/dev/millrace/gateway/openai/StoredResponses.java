package dev.millrace.gateway.openai;

import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TaskView;
import dev.millrace.gateway.view.TaskView.Lookup;
import java.time.Duration;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** Finds the tasks that were made as responses. Thread-safe. */
final class StoredResponses {

    /** A response as it is. */
    record Stored(TaskStatus task, KeptRequest kept) {

        ResponseBodies bodies() {
            return ResponseBodies.of(task, kept);
        }

        ObjectNode body() {
            return bodies().of(task);
        }
    }

    private final TaskView view;
    private final Withdrawal withdrawal;
    private final OpenAiSettings settings;

    StoredResponses(TaskView view, Withdrawal withdrawal, OpenAiSettings settings) {
        this.view = view;
        this.withdrawal = withdrawal;
        this.settings = settings;
    }

    /** The answer to a request that is answered at once. */
    ObjectNode queued(Taken taken) {
        Taken.Task task = taken.task();
        return new ResponseBodies(
                        task.id(), task.createdAt(), task.agent(), kept(task.request(), task.id()))
                .unanswered("queued");
    }

    /** The response that a task is. */
    static ObjectNode body(TaskStatus task) {
        return new Stored(task, kept(task.request(), task.id())).body();
    }

    /** Reads the bodies of a response each time that some are written: they can be long. */
    Supplier<ResponseBodies> bodies(Identity identity, String taskId) {
        return () -> {
            try {
                return find(identity, taskId).bodies();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                throw ProblemException.unavailable("The gateway stops");
            }
        };
    }

    /** Finds a response by its own id; another kind of task is none. */
    Stored findResponse(Identity identity, String responseId) throws InterruptedException {
        String taskId =
                Ids.taskOfResponse(responseId)
                        .orElseThrow(() -> BadRequests.unknownResponse(responseId));
        return find(identity, taskId);
    }

    Stored find(Identity identity, String taskId) throws InterruptedException {
        return find(identity, taskId, Duration.ZERO);
    }

    private Stored find(Identity identity, String taskId, Duration wait)
            throws InterruptedException {
        return switch (view.find(identity.tenantId(), taskId, wait)) {
            case Lookup.Found(TaskStatus task) -> new Stored(task, kept(task.request(), taskId));
            case Lookup.Unknown() -> throw BadRequests.unknownResponse(Ids.response(taskId));
            case Lookup.Unavailable(String reason) -> throw ProblemException.unavailable(reason);
        };
    }

    /** Ends a response, unless it has ended; then it is given back as it is. */
    Stored cancel(Caller caller, Stored response) throws InterruptedException {
        if (response.task().hasEnded()) {
            return response;
        }
        withdrawal.cancel(caller, response.task().id());
        return find(caller.identity(), response.task().id(), settings.cancelWithin());
    }

    private static KeptRequest kept(String request, String taskId) {
        return KeptRequest.parse(request)
                .orElseThrow(() -> BadRequests.unknownResponse(Ids.response(taskId)));
    }
}
