package dev.millrace.eventruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class TraceParentTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String HEADER = "00-" + TRACE + "-00f067aa0ba902b7-01";

    @Test
    void workGoesOnInTheTraceOfItsCaller() {
        TraceParent next = TraceParent.following(HEADER);

        assertThat(next.traceId()).isEqualTo(TRACE);
        assertThat(next.spanId()).isNotEqualTo("00f067aa0ba902b7");
        assertThat(next.flags()).isEqualTo("01");
        assertThat(TraceParent.parse(next.toString())).contains(next);
    }

    @Test
    void workWithoutATraceBeginsOne() {
        for (String header :
                List.of(
                        "",
                        "garbage",
                        "ff-" + TRACE + "-00f067aa0ba902b7-01",
                        "00-" + "0".repeat(32) + "-00f067aa0ba902b7-01",
                        "00-" + TRACE + "-" + "0".repeat(16) + "-01",
                        HEADER.toUpperCase(java.util.Locale.ROOT))) {
            TraceParent first = TraceParent.following(header);
            assertThat(first.traceId()).isNotEqualTo(TRACE);
            assertThat(TraceParent.parse(first.toString())).contains(first);
        }
        assertThat(TraceParent.following(null).traceId()).hasSize(32);
    }

    @Test
    void logLinesCarryTaskTenantAndTrace() {
        try (TaskLog _ = TaskLog.of("t1", "dev", HEADER)) {
            assertThat(MDC.get("task.id")).isEqualTo("t1");
            assertThat(MDC.get("tenant.id")).isEqualTo("dev");
            assertThat(MDC.get("trace.id")).isEqualTo(TRACE);
        }
        assertThat(MDC.get("task.id")).isNull();
        assertThat(MDC.get("trace.id")).isNull();
    }
}
