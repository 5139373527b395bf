package dev.millrace.eventruntime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class TaskLogTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String HEADER = "00-" + TRACE + "-00f067aa0ba902b7-01";

    @Test
    void linesCarryWhatTheHeadersOfARecordTell() {
        Headers headers =
                new RecordHeaders()
                        .add(TaskLog.TRACEPARENT, HEADER.getBytes(StandardCharsets.UTF_8))
                        .add(TaskLog.SESSION_HEADER, "s1".getBytes(StandardCharsets.UTF_8));
        try (TaskLog _ = TaskLog.of("t1", "dev", headers)) {
            assertThat(MDC.get("trace.id")).isEqualTo(TRACE);
            assertThat(MDC.get("span.id")).isEqualTo("00f067aa0ba902b7");
            assertThat(MDC.get("session.id")).isEqualTo("s1");
        }
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    @Test
    void anInnerTaskTakesNothingFromTheOuterOneAndGivesEverythingBack() {
        try (TaskLog _ = TaskLog.of("t1", "dev", HEADER).session("s1")) {
            try (TaskLog _ = TaskLog.of("t2", "other", "garbage")) {
                assertThat(MDC.getCopyOfContextMap())
                        .containsEntry("task.id", "t2")
                        .containsEntry("tenant.id", "other")
                        .hasSize(2);
            }
            assertThat(MDC.get("task.id")).isEqualTo("t1");
            assertThat(MDC.get("session.id")).isEqualTo("s1");
            assertThat(MDC.get("trace.id")).isEqualTo(TRACE);
        }
        assertThat(MDC.getCopyOfContextMap()).isNullOrEmpty();
    }

    @Test
    void anIdThatIsNotKnownMarksNothing() {
        try (TaskLog _ = TaskLog.of("", "dev", (String) null)) {
            assertThat(MDC.getCopyOfContextMap()).containsOnlyKeys("tenant.id");
        }
    }

    @Test
    void aThreadOfAPoolIsMarkedForItsWorkOnly() throws InterruptedException {
        Runnable work;
        String[] seen = new String[2];
        try (TaskLog _ = TaskLog.of("t1", "dev", HEADER)) {
            work = TaskLog.carriedBy(() -> seen[0] = MDC.get("task.id"));
        }
        Thread pool =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    work.run();
                                    seen[1] = MDC.get("task.id");
                                });
        pool.join();
        assertThat(seen).containsExactly("t1", null);
    }

    @Test
    void aRecordThatCannotBeReadMarksLinesByItsKey() {
        assertKeyMarks("agents.tools.requested", "t1", Map.of("task.id", "t1"));
        assertKeyMarks("agents.chunks.created", "t1#17", Map.of("task.id", "t1"));
        assertKeyMarks("agents.tasks.requested", "dev", Map.of("tenant.id", "dev"));
        assertKeyMarks("agents.idempotency.claimed", "a digest", Map.of());
        assertKeyMarks("somebody.elses", "anything", Map.of());
        assertKeyMarks("agents.tools.requested", "x".repeat(1_000), Map.of());
    }

    private static void assertKeyMarks(String topic, String key, Map<String, String> ids) {
        byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
        try (TaskLog _ = TaskLog.ofRecord(topic, bytes, null)) {
            Map<String, String> marked = MDC.getCopyOfContextMap();
            assertThat(marked == null ? Map.of() : marked).isEqualTo(ids);
        }
    }
}
