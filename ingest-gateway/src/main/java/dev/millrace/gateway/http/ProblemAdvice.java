package dev.millrace.gateway.http;

import dev.millrace.eventruntime.logging.FailureText;
import dev.millrace.gateway.deadletters.LettersUnavailableException;
import dev.millrace.gateway.events.NotAcknowledgedException;
import dev.millrace.gateway.intake.Refusal;
import dev.millrace.gateway.intake.RefusedException;
import dev.millrace.gateway.submission.SubmissionFailedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Turns whatever ends a request early into a problem. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    private final Problems problems;

    ProblemAdvice(Problems problems) {
        this.problems = problems;
    }

    @ExceptionHandler
    ResponseEntity<Object> problem(ProblemException problem, HttpServletRequest request) {
        return problems.respond(
                request,
                problem.type(),
                problem.detail(),
                problem.errors(),
                problem.code(),
                new HttpHeaders());
    }

    @ExceptionHandler
    ResponseEntity<Object> refused(RefusedException refusal, HttpServletRequest request) {
        HttpHeaders headers = new HttpHeaders();
        refusal.headers().forEach(headers::set);
        return problems.respond(
                request, type(refusal.reason()), refusal.detail(), refusal.errors(), headers);
    }

    private static ProblemType type(Refusal reason) {
        return switch (reason) {
            case RATE_LIMITED -> ProblemType.RATE_LIMITED;
            case OVERLOADED -> ProblemType.OVERLOADED;
            case SCREENED -> ProblemType.SCREENED;
            case KEY_REUSED -> ProblemType.KEY_REUSED;
            case KEY_INVALID -> ProblemType.BAD_REQUEST;
            case UNAVAILABLE -> ProblemType.UNAVAILABLE;
        };
    }

    @ExceptionHandler
    ResponseEntity<Object> notSubmitted(
            SubmissionFailedException failure, HttpServletRequest request) {
        return problems.respond(
                request,
                ProblemType.UNAVAILABLE,
                "Kafka did not acknowledge the task in time. Try again.",
                List.of(),
                new HttpHeaders());
    }

    @ExceptionHandler
    ResponseEntity<Object> notReadable(
            LettersUnavailableException failure, HttpServletRequest request) {
        LOG.warn("{} was not carried out: {}", problems.target(request), FailureText.of(failure));
        return problems.respond(
                request,
                ProblemType.UNAVAILABLE,
                failure.getMessage() + ". Try again.",
                List.of(),
                new HttpHeaders());
    }

    @ExceptionHandler
    ResponseEntity<Object> notAcknowledged(
            NotAcknowledgedException failure, HttpServletRequest request) {
        LOG.warn("{} was not carried out: {}", problems.target(request), FailureText.of(failure));
        return problems.respond(
                request,
                ProblemType.UNAVAILABLE,
                "Kafka did not acknowledge it in time: it may or may not be carried out. Try again.",
                List.of(),
                new HttpHeaders());
    }

    @ExceptionHandler
    @Nullable ResponseEntity<Object> unforeseen(Exception failure, HttpServletRequest request) {
        if (failure instanceof AsyncRequestNotUsableException) {
            return null;
        }
        LOG.error("{} failed", problems.target(request), failure);
        return problems.respond(
                request,
                ProblemType.INTERNAL,
                "The request failed for a reason that is in the gateway's log.",
                List.of(),
                new HttpHeaders());
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception failure,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        if (!(request instanceof ServletWebRequest servlet)) {
            return super.handleExceptionInternal(failure, body, headers, status, request);
        }
        ProblemType type = ProblemType.ofStatus(status.value());
        String detail = body instanceof ProblemDetail told ? told.getDetail() : null;
        return problems.respond(
                servlet.getRequest(),
                type,
                detail == null ? type.title() : detail,
                List.of(),
                headers);
    }
}
