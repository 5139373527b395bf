package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.eventruntime.TraceParent;
import dev.millrace.eventruntime.tracing.RecordedSpans;
import dev.millrace.eventruntime.tracing.SpanAttributes;
import dev.millrace.eventruntime.tracing.WorkSpan;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.servlet.FilterChain;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.servlet.HandlerMapping;

class TraceFilterTest {

    private final RecordedSpans spans = new RecordedSpans();
    private final TraceFilter filter = new TraceFilter(spans, Clock.systemUTC());
    private final MockHttpServletResponse response = new MockHttpServletResponse();

    @Test
    void aRequestGoesOnInTheTraceOfItsCallerAndItsTaskInThatOfTheRequest() throws Exception {
        MockHttpServletRequest request = request("POST");
        request.addHeader("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        AtomicReference<TraceParent> inside = new AtomicReference<>();
        filter.doFilter(
                request,
                response,
                (answered, _) -> {
                    inside.set(RequestTrace.of(request));
                    RequestTrace.tell(request, "t1", "dev");
                    answered.setAttribute(
                            HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE, "/v1/tasks");
                    response.setStatus(202);
                });

        WorkSpan span = spans.told().getFirst();
        assertThat(span.name()).isEqualTo("POST /v1/tasks");
        assertThat(span.kind()).isEqualTo(SpanKind.SERVER);
        assertThat(span.parentId()).isEqualTo("00f067aa0ba902b7");
        assertThat(span.context()).isEqualTo(inside.get());
        assertThat(span.context().traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(span.error()).isEmpty();
        assertThat(span.attributes().get(SpanAttributes.TASK)).isEqualTo("t1");
        assertThat(span.attributes().get(AttributeKey.longKey("http.response.status_code")))
                .isEqualTo(202);
    }

    @Test
    void aRequestWithoutATraceBeginsOneWhichAlsoNamesTheRequest() throws Exception {
        MockHttpServletRequest request = request("POST");
        AtomicReference<String> name = new AtomicReference<>();
        filter.doFilter(request, response, (_, _) -> name.set(Callers.requestId(request)));

        assertThat(spans.told().getFirst().parentId()).isNull();
        assertThat(name.get()).isEqualTo(spans.told().getFirst().context().traceId());
    }

    @Test
    void whatGoesWrongHereIsAnErrorAndWhatTheCallerDidWrongIsNot() throws Exception {
        filter.doFilter(request("POST"), response, (_, _) -> response.setStatus(503));
        filter.doFilter(request("POST"), response, (_, _) -> response.setStatus(422));
        FilterChain broken =
                (_, _) -> {
                    throw new IllegalStateException("broken");
                };
        assertThatThrownBy(() -> filter.doFilter(request("POST"), response, broken))
                .isInstanceOf(IllegalStateException.class);

        assertThat(spans.told().stream().map(WorkSpan::error))
                .containsExactly("503", "", "java.lang.IllegalStateException");
    }

    @Test
    void thoseWhoWaitAndWatchHaveNoSpans() throws Exception {
        filter.doFilter(request("GET"), response, (_, _) -> {});

        assertThat(spans.told()).isEmpty();
    }

    private static MockHttpServletRequest request(String method) {
        return new MockHttpServletRequest(method, "/v1/tasks");
    }
}
