package dev.millrace.gateway.http;

import dev.millrace.eventruntime.TraceParent;
import dev.millrace.gateway.identity.Identity;
import dev.millrace.gateway.submission.FieldErrors;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.submission.Submission;
import dev.millrace.gateway.submission.SubmissionRules;
import dev.millrace.gateway.submission.TaskIds;
import dev.millrace.gateway.submission.TaskSubmissions;
import io.micrometer.core.instrument.Counter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/** The way of a task from the body of a request into the pipeline. Thread-safe. */
final class TaskIntake {

    private final HttpSettings settings;
    private final BodyBudget budget;
    private final SubmissionRules rules;
    private final TaskIds ids;
    private final Clock clock;
    private final TaskSubmissions submissions;
    private final Counter accepted;

    TaskIntake(
            HttpSettings settings,
            BodyBudget budget,
            SubmissionRules rules,
            TaskIds ids,
            Clock clock,
            TaskSubmissions submissions,
            Counter accepted) {
        this.settings = settings;
        this.budget = budget;
        this.rules = rules;
        this.ids = ids;
        this.clock = clock;
        this.submissions = submissions;
        this.accepted = accepted;
    }

    /** Takes a task; it cannot be lost once this returns. */
    NewTask take(HttpServletRequest request, Identity identity, TraceParent trace)
            throws IOException {
        checkEncoding(request);
        // Held until Kafka has the task, because its records take as much memory as the body did.
        try (BodyBudget.Share share = budget.open()) {
            SubmissionRules.Accepted checked = read(request, share);
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            NewTask task =
                    checked.toTask(
                            ids.next(),
                            identity.tenantId(),
                            identity.userId(),
                            identity.roles(),
                            now);
            submissions.submit(task, trace.toString());
            accepted.increment();
            return task;
        }
    }

    private SubmissionRules.Accepted read(HttpServletRequest request, BodyBudget.Share share)
            throws IOException {
        FieldErrors errors = new FieldErrors();
        Submission submission = readBody(request, share, errors);
        SubmissionRules.Accepted checked = rules.check(submission, errors);
        if (checked == null) {
            throw new ProblemException(
                    ProblemType.INVALID_FIELDS,
                    "The task was not accepted; each error names a field.",
                    errors.asList());
        }
        return checked;
    }

    private Submission readBody(
            HttpServletRequest request, BodyBudget.Share share, FieldErrors errors)
            throws IOException {
        LimitedBody body = LimitedBody.open(request, settings, share);
        try {
            return SubmissionReader.read(body, errors);
        } catch (ProblemException e) {
            if (e.type() == ProblemType.UNREADABLE_BODY) {
                body.checkRest();
            }
            throw e;
        } catch (SocketTimeoutException _) {
            throw new ProblemException(
                    ProblemType.REQUEST_TIMEOUT, "The body did not arrive in time.");
        } catch (IOException e) {
            throw new ProblemException(
                    ProblemType.UNREADABLE_BODY, "The body broke off: " + e.getMessage());
        }
    }

    private static void checkEncoding(HttpServletRequest request) {
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE, "The body must not be compressed.");
        }
        String contentType = request.getContentType();
        MediaType type = contentType == null ? null : MediaType.parseMediaType(contentType);
        if (type != null
                && type.getCharset() != null
                && !StandardCharsets.UTF_8.equals(type.getCharset())) {
            throw new ProblemException(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE, "The body must be in UTF-8.");
        }
    }
}
