package dev.millrace.gateway.http;

import dev.millrace.eventruntime.TraceParent;
import dev.millrace.gateway.audit.Caller;
import dev.millrace.gateway.intake.IdempotencyKey;
import dev.millrace.gateway.intake.IntakeRequest;
import dev.millrace.gateway.intake.Received;
import dev.millrace.gateway.intake.TaskReception;
import dev.millrace.gateway.submission.FieldErrors;
import dev.millrace.gateway.submission.SubmissionRules;
import io.micrometer.core.instrument.Counter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;

/** The way of a task from the body of a request to its reception. Thread-safe. */
final class TaskIntake {

    private final RequestBodies bodies;
    private final SubmissionRules rules;
    private final TaskReception reception;
    private final Counter accepted;

    TaskIntake(
            RequestBodies bodies,
            SubmissionRules rules,
            TaskReception reception,
            Counter accepted) {
        this.bodies = bodies;
        this.rules = rules;
        this.reception = reception;
        this.accepted = accepted;
    }

    /** Takes a task; it cannot be lost once this returns. */
    Received take(HttpServletRequest request, Caller caller, TraceParent trace) throws IOException {
        IdempotencyKey key =
                IdempotencyKey.of(Collections.list(request.getHeaders(IdempotencyKey.HEADER)));
        Received received =
                bodies.use(
                        request,
                        this::read,
                        submission ->
                                reception.receive(
                                        new IntakeRequest(submission, caller, trace, key)));
        if (!received.replayed()) {
            accepted.increment();
        }
        return received;
    }

    private SubmissionRules.Accepted read(InputStream body) throws IOException {
        FieldErrors errors = new FieldErrors();
        SubmissionRules.Accepted checked = rules.check(SubmissionReader.read(body, errors), errors);
        if (checked == null) {
            throw new ProblemException(
                    ProblemType.INVALID_FIELDS,
                    "The task was not accepted; each error names a field.",
                    errors.asList());
        }
        return checked;
    }
}
