package dev.millrace.streams.agent;

import static dev.millrace.streams.agent.TestRecords.PROMPT;
import static dev.millrace.streams.agent.TestRecords.START;
import static dev.millrace.streams.agent.TestRecords.answer;
import static dev.millrace.streams.agent.TestRecords.task;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.CommandKind;
import dev.millrace.TaskCommand;
import dev.millrace.eventruntime.TraceParent;
import dev.millrace.eventruntime.tracing.SpanAttributes;
import dev.millrace.eventruntime.tracing.TraceIds;
import dev.millrace.eventruntime.tracing.WorkSpan;
import dev.millrace.schemas.Topic;
import dev.millrace.schemas.Topics;
import io.opentelemetry.api.trace.SpanKind;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskSpansTest {

    private static final TraceParent CONTEXT =
            new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", TraceIds.ofTask("t"), "01");

    private AgentDriver agent = new AgentDriver();

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void aTaskHasOneSpanFromItsAdmissionToItsEnd() {
        admit(agent, CONTEXT);
        assertThat(agent.spans.told()).isEmpty();
        agent.clock.pass(Duration.ofSeconds(7));
        agent.complete(answer("t"));

        WorkSpan span = agent.spans.told().getFirst();
        assertThat(agent.spans.told()).hasSize(1);
        assertThat(span.name()).isEqualTo("invoke_agent default");
        assertThat(span.kind()).isEqualTo(SpanKind.INTERNAL);
        assertThat(span.context()).isEqualTo(CONTEXT);
        assertThat(span.parentId()).isEqualTo(TraceIds.ofAdmission("t"));
        assertThat(span.start()).isEqualTo(START);
        assertThat(span.end()).isEqualTo(START.plusSeconds(7));
        assertThat(span.error()).isEmpty();
        assertThat(span.attributes().get(SpanAttributes.OPERATION)).isEqualTo("invoke_agent");
        assertThat(span.attributes().get(SpanAttributes.AGENT)).isEqualTo("default");
        assertThat(span.attributes().get(SpanAttributes.CONVERSATION)).isEqualTo("session-1");
        assertThat(span.attributes().get(SpanAttributes.TASK)).isEqualTo("t");
        assertThat(span.attributes().get(SpanAttributes.TENANT)).isEqualTo("dev");
        assertThat(span.attributes().toString()).doesNotContain(PROMPT).doesNotContain("Water");
    }

    @Test
    void aTaskThatIsProcessedAgainHasTheSameSpan() {
        admit(agent, CONTEXT);
        agent.complete(answer("t"));
        List<WorkSpan> told = agent.spans.told();
        // One after the other, as they keep their state in the same place.
        agent.close();
        agent = new AgentDriver();
        admit(agent, CONTEXT);
        agent.complete(answer("t"));

        assertThat(agent.spans.told()).isEqualTo(told).hasSize(1);
    }

    @Test
    void whatEndsATaskFromOutsideBelongsToTheTraceOfTheTask() {
        admit(agent, CONTEXT);
        Headers ofTheCaller =
                new RecordHeaders()
                        .add(
                                "traceparent",
                                "00-11111111111111111111111111111111-2222222222222222-01"
                                        .getBytes(UTF_8));
        agent.pipe(
                Topics.TASKS_COMMANDS,
                new TestRecord<>(
                        "t",
                        TaskCommand.newBuilder()
                                .setTaskId("t")
                                .setTenantId("dev")
                                .setKind(CommandKind.cancel)
                                .build(),
                        ofTheCaller,
                        agent.clock.instant()));

        WorkSpan span = agent.spans.told().getFirst();
        assertThat(span.context()).isEqualTo(CONTEXT);
        assertThat(span.error()).isEqualTo("canceled");
        assertThat(traceparents(Topics.TASKS_RESULTS)).containsExactly(CONTEXT.toString());
    }

    @Test
    void allThatATaskCausesBelongsToItsSpan() {
        admit(agent, CONTEXT);
        agent.complete(answer("t"));

        assertThat(traceparents(Topics.TURNS_REQUESTED_NORMAL)).containsExactly(CONTEXT.toString());
        assertThat(traceparents(Topics.TASKS_RESULTS)).containsExactly(CONTEXT.toString());
        assertThat(traceparents(Topics.TASKS_EVENTS)).containsOnly(CONTEXT.toString());
    }

    @Test
    void aTaskThatWasAdmittedWithoutTracesHasNoSpan() {
        admit(agent, CONTEXT.child("00f067aa0ba902b7"));
        agent.complete(answer("t"));

        assertThat(agent.spans.told()).isEmpty();
    }

    private static void admit(AgentDriver agent, TraceParent context) {
        agent.pipe(
                Topics.TASKS_ADMITTED,
                new TestRecord<>(
                        "t",
                        task("t").build(),
                        new RecordHeaders().add("traceparent", context.toString().getBytes(UTF_8)),
                        START));
    }

    private List<String> traceparents(Topic<String, ?> topic) {
        return agent.headers(topic).stream()
                .map(headers -> new String(headers.lastHeader("traceparent").value(), UTF_8))
                .toList();
    }
}
