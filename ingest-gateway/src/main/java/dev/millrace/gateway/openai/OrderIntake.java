package dev.millrace.gateway.openai;

import dev.millrace.eventruntime.TraceParent;
import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.http.Callers;
import dev.millrace.gateway.http.ProblemException;
import dev.millrace.gateway.http.ProblemType;
import dev.millrace.gateway.http.RequestBodies;
import dev.millrace.gateway.http.RequestTrace;
import dev.millrace.gateway.http.StrictJson;
import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.intake.AcceptedTaskLog;
import dev.millrace.gateway.intake.IdempotencyKey;
import dev.millrace.gateway.intake.IntakeRequest;
import dev.millrace.gateway.intake.Received;
import dev.millrace.gateway.intake.TaskReception;
import dev.millrace.gateway.limits.OpenRequests;
import dev.millrace.gateway.submission.FieldErrors;
import dev.millrace.gateway.submission.SubmissionRules;
import io.micrometer.core.instrument.Counter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The way of a request from its body to its task. Thread-safe. */
final class OrderIntake {

    private static final OpenRequests.Lease NO_PLACE = () -> {};

    private final RequestBodies bodies;
    private final SubmissionRules rules;
    private final TaskReception reception;
    private final OpenRequests open;
    private final Counter accepted;

    OrderIntake(
            RequestBodies bodies,
            SubmissionRules rules,
            TaskReception reception,
            OpenRequests open,
            Counter accepted) {
        this.bodies = bodies;
        this.rules = rules;
        this.reception = reception;
        this.open = open;
        this.accepted = accepted;
    }

    /** Takes a request; its task cannot be lost once this returns. */
    Taken take(
            HttpServletRequest request,
            HttpServletResponse response,
            Identity identity,
            Function<JsonNode, Order> reader)
            throws IOException {
        Caller caller = Callers.of(request, identity);
        IdempotencyKey key =
                IdempotencyKey.of(Collections.list(request.getHeaders(IdempotencyKey.HEADER)));
        TraceParent trace = RequestTrace.of(request);
        Taken taken =
                bodies.use(
                        request,
                        body -> reader.apply(StrictJson.tree(body)),
                        order -> receive(order, caller, trace, key));
        RequestTrace.tell(request, taken.task().id(), taken.task().tenantId());
        if (taken.replayed()) {
            response.setHeader(IdempotencyKey.REPLAYED_HEADER, "true");
        }
        if (!taken.replayed()) {
            accepted.increment();
        }
        return taken;
    }

    private Taken receive(
            Order order, Caller caller, TraceParent trace, @Nullable IdempotencyKey key) {
        SubmissionRules.Accepted checked = checked(order);
        OpenRequests.Lease place = place(order.delivery(), caller.identity().tenantId());
        try {
            Received received = reception.receive(new IntakeRequest(checked, caller, trace, key));
            AcceptedTaskLog.write(received, trace);
            return new Taken(
                    Taken.Task.of(received.task(), order.delivery()),
                    order.delivery(),
                    caller,
                    received.replayed(),
                    key != null,
                    place);
        } catch (RuntimeException e) {
            place.close();
            throw e;
        }
    }

    /** Taken before the task is, so that nobody is sent away whose task runs. */
    private OpenRequests.Lease place(Delivery delivery, String tenantId) {
        if (delivery.stream()) {
            return open.acquire(OpenRequests.Kind.STREAM, tenantId);
        }
        return delivery.background() ? NO_PLACE : open.acquire(OpenRequests.Kind.WAIT, tenantId);
    }

    private SubmissionRules.Accepted checked(Order order) {
        FieldErrors errors = new FieldErrors();
        SubmissionRules.Accepted checked = rules.check(order.submission(), errors);
        if (checked == null) {
            throw new ProblemException(
                    ProblemType.INVALID_FIELDS,
                    "The request was not accepted.",
                    errors.asList(),
                    null);
        }
        return checked;
    }
}
