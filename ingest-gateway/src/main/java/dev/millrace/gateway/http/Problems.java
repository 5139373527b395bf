package dev.millrace.gateway.http;

import dev.millrace.gateway.audit.Refusals;
import dev.millrace.gateway.metrics.GatewayMetric;
import dev.millrace.gateway.submission.FieldError;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tells callers of problems, wherever they come from: in one form, but where clients of OpenAI call
 * in the one that those read.
 */
final class Problems {

    /** Seconds after which trying again makes sense. */
    static final String RETRY_AFTER = "1";

    /** Heeded by OpenAI's clients, which otherwise repeat what failed with certain statuses. */
    private static final String SHOULD_RETRY = "x-should-retry";

    private static final MediaType PROBLEM_JSON = MediaType.parseMediaType(Problem.MEDIA_TYPE);

    private final JsonMapper json;
    private final MeterRegistry meters;
    private final Refusals refusals;
    private final Masking masking;

    Problems(JsonMapper json, MeterRegistry meters, Refusals refusals, Masking masking) {
        this.json = json;
        this.meters = meters;
        this.refusals = refusals;
        this.masking = masking;
    }

    ResponseEntity<Object> respond(
            HttpServletRequest request,
            ProblemType type,
            String detail,
            List<FieldError> errors,
            HttpHeaders headers) {
        return respond(request, type, detail, errors, null, headers);
    }

    ResponseEntity<Object> respond(
            HttpServletRequest request,
            ProblemType type,
            String detail,
            List<FieldError> errors,
            @Nullable String code,
            HttpHeaders headers) {
        count(request, type);
        boolean openAi = OpenAiError.isExpectedAt(path(request));
        ResponseEntity.BodyBuilder response =
                ResponseEntity.status(openAi ? OpenAiError.status(type) : type.status())
                        .headers(headers)
                        .contentType(openAi ? MediaType.APPLICATION_JSON : PROBLEM_JSON);
        if (type == ProblemType.UNAVAILABLE) {
            response.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        }
        if (type == ProblemType.REQUEST_TIMEOUT) {
            response.header(HttpHeaders.CONNECTION, "close");
        }
        if (openAi && OpenAiError.mustNotBeRepeated(type)) {
            response.header(SHOULD_RETRY, "false");
        }
        Object told =
                openAi
                        ? OpenAiError.of(type, detail, errors, code)
                        : Problem.of(type, detail, path(request), errors);
        return type == ProblemType.REQUEST_TIMEOUT
                ? atOnce(response, json.writeValueAsBytes(told))
                : response.body(told);
    }

    /**
     * Tomcat waits for the rest of the request before it ends an answer; whoever has been told the
     * length need not wait with it.
     */
    private static ResponseEntity<Object> atOnce(ResponseEntity.BodyBuilder response, byte[] body) {
        return response.contentLength(body.length).body(body);
    }

    /** For code outside the controllers. */
    void write(
            HttpServletRequest request,
            HttpServletResponse response,
            ProblemType type,
            String detail)
            throws IOException {
        count(request, type);
        boolean openAi = OpenAiError.isExpectedAt(path(request));
        Object told =
                openAi
                        ? OpenAiError.of(type, detail, List.of(), null)
                        : Problem.of(type, detail, path(request), List.of());
        byte[] body = json.writeValueAsBytes(told);
        response.setStatus(openAi ? OpenAiError.status(type) : type.status());
        response.setContentType(openAi ? MediaType.APPLICATION_JSON_VALUE : Problem.MEDIA_TYPE);
        // Without a content length: Tomcat closes the request's body once that many bytes are out,
        // and a caller who is still writing it would not read the answer.
        response.getOutputStream().write(body);
    }

    private void count(HttpServletRequest request, ProblemType type) {
        meters.counter(GatewayMetric.PROBLEMS.metricName(), GatewayMetric.TYPE_TAG, type.tag())
                .increment();
        if (type.isRefusal()) {
            refusals.refused(Callers.of(request), type.tag(), target(request));
        }
    }

    /** The method and path that were asked for, as they may be written down. */
    String target(HttpServletRequest request) {
        return masking.of(request.getMethod() + " " + path(request));
    }

    private static String path(HttpServletRequest request) {
        Object original = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        return original == null ? request.getRequestURI() : original.toString();
    }
}
