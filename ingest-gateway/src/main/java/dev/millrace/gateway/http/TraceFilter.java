package dev.millrace.gateway.http;

import dev.millrace.eventruntime.TaskLog;
import dev.millrace.eventruntime.TraceParent;
import dev.millrace.eventruntime.tracing.SpanAttributes;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.eventruntime.tracing.WorkSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/** Tells of a span for each request that changes something. */
final class TraceFilter extends OncePerRequestFilter {

    private static final AttributeKey<String> METHOD =
            AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<Long> STATUS =
            AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
    private static final AttributeKey<String> SERVER = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<String> CLIENT = AttributeKey.stringKey("client.address");

    private final Spans spans;
    private final Clock clock;

    TraceFilter(Spans spans, Clock clock) {
        this.spans = spans;
        this.clock = clock;
    }

    /** Those who wait and watch would make more spans than all work. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !HttpMethod.POST.matches(request.getMethod());
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        TraceParent place = spans.following(request.getHeader(TaskLog.TRACEPARENT));
        RequestTrace.note(request, place);
        Instant began = clock.instant();
        String error = "";
        try {
            chain.doFilter(request, response);
            error = response.getStatus() >= 500 ? Integer.toString(response.getStatus()) : "";
        } catch (ServletException | IOException | RuntimeException e) {
            error = e.getClass().getName();
            throw e;
        } finally {
            spans.report(span(request, response, place, began, error));
        }
    }

    private WorkSpan span(
            HttpServletRequest request,
            HttpServletResponse response,
            TraceParent place,
            Instant began,
            String error) {
        Optional<String> route = route(request);
        return new WorkSpan(
                route.map(path -> request.getMethod() + " " + path).orElse(request.getMethod()),
                SpanKind.SERVER,
                place,
                parentOf(request),
                began,
                clock.instant(),
                attributes(request, response, route),
                error);
    }

    private static Attributes attributes(
            HttpServletRequest request, HttpServletResponse response, Optional<String> route) {
        AttributesBuilder attributes =
                Attributes.builder()
                        .put(METHOD, request.getMethod())
                        .put(STATUS, (long) response.getStatus())
                        .put(PATH, request.getRequestURI())
                        .put(SCHEME, request.getScheme())
                        .put(SERVER, request.getServerName())
                        .put(PORT, (long) request.getServerPort())
                        .put(CLIENT, Callers.of(request).clientAddress());
        route.ifPresent(path -> attributes.put(ROUTE, path));
        RequestTrace.task(request)
                .ifPresent(
                        task ->
                                attributes
                                        .put(SpanAttributes.TASK, task.id())
                                        .put(SpanAttributes.TENANT, task.tenantId()));
        return attributes.build();
    }

    private static Optional<String> route(HttpServletRequest request) {
        return Optional.ofNullable(
                        request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE))
                .map(Object::toString);
    }

    private static @Nullable String parentOf(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader(TaskLog.TRACEPARENT))
                .flatMap(TraceParent::parse)
                .map(TraceParent::spanId)
                .orElse(null);
    }
}
