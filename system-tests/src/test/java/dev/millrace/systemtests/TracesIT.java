package dev.millrace.systemtests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.TaskRequested;
import dev.millrace.simulatedllm.ReplyScript;
import dev.millrace.simulatedllm.SimulationConfig;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** One trace for each task, from the request through every topic and store to its document. */
@Order(4)
class TracesIT {

    /** The span of whoever sends a request straight to Kafka. */
    private static final String PARENT = "00f067aa0ba902b7";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String LAST = "agents.tasks.results process";
    private static final String QUESTION = "How many sacks does the barge carry?";
    private static final String SECRET = "The barge is called Ermintrude.";
    private static final String ANSWER = "It carries 42 sacks.";

    private static final String STEPS =
            """
            stream-processors CONSUMER agents.tasks.requested process
              stream-processors INTERNAL invoke_agent planner
                llm-executor CONSUMER agents.turns.requested.normal process
                  llm-executor CLIENT chat big
                llm-executor CONSUMER agents.tools.requested process
                  llm-executor INTERNAL execute_tool calculator
                llm-executor CONSUMER agents.turns.requested.normal process
                  llm-executor CLIENT chat big
                result-sink CONSUMER agents.tasks.results process
            """;

    private static final String STEPS_WITH_DOCUMENT =
            """
            stream-processors CONSUMER agents.tasks.requested process
              stream-processors INTERNAL invoke_agent planner
                llm-executor CONSUMER agents.chunks.created process
                  llm-executor INTERNAL embeddings all-minilm-l6-v2-q
                llm-executor CONSUMER agents.turns.requested.normal process
                  llm-executor CLIENT chat big
                llm-executor CONSUMER agents.tools.requested process
                  llm-executor INTERNAL execute_tool calculator
                llm-executor CONSUMER agents.turns.requested.normal process
                  llm-executor CLIENT chat big
                result-sink CONSUMER agents.tasks.results process
            """;

    private static final Pipeline PIPELINE = Pipeline.shared();
    private static final TaskClient CLIENT = PIPELINE.client();
    private static final RequestProducer PRODUCER = new RequestProducer(PIPELINE);

    @AfterAll
    static void close() {
        CLIENT.close();
        PRODUCER.close();
    }

    @BeforeEach
    void script() {
        PIPELINE.model()
                .configure(
                        SimulationConfig.DEFAULT
                                .withLatency(Duration.ofMillis(150))
                                .withScript(
                                        ReplyScript.parse(
                                                """
                                                - {contains: barge, turn: 1, toolCalls: [{name: calculator, arguments: {expression: "21 * 2"}}]}
                                                - {contains: barge, turn: 2, text: It carries $tool1 sacks.}
                                                """)));
    }

    @Test
    void aTaskOverHttpIsOneTreeFromTheRequestToTheDocument() throws Exception {
        String id =
                CLIENT.post(
                                TaskClient.JSON.writeValueAsString(
                                        Map.of(
                                                "agent",
                                                "planner",
                                                "prompt",
                                                QUESTION,
                                                "documents",
                                                List.of(
                                                        new TaskClient.Document(
                                                                "log", "Log", SECRET)))))
                        .json()
                        .get("id")
                        .asString();
        assertThat(CLIENT.await(id).at("/result/text").asString()).isEqualTo(ANSWER);

        List<ReceivedSpan> spans = whole(id);
        TraceTree tree = TraceTree.of(spans);
        assertThat(tree.toString())
                .isEqualTo(
                        """
                        ingest-gateway SERVER POST /v1/tasks
                          ingest-gateway PRODUCER agents.tasks.events publish
                          ingest-gateway PRODUCER agents.tasks.requested publish
                        """
                                + STEPS_WITH_DOCUMENT.indent(4));
        assertAttributes(spans, id);
        assertThat(span(spans, "POST /v1/tasks").attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("http.route", "/v1/tasks")
                .containsEntry("http.response.status_code", "202")
                .containsEntry("millrace.task.id", id)
                .containsEntry("millrace.tenant.id", "dev");
        assertThat(span(spans, "POST /v1/tasks").parentId()).isEmpty();
        Files.writeString(Path.of("target", "trace.svg"), TraceDrawing.svg(tree));
    }

    @Test
    void aTaskStraightFromKafkaGoesOnInTheTraceOfItsProducer() throws Exception {
        String trace = UUID.randomUUID().toString().replace("-", "");
        TaskRequested request = request();
        PRODUCER.send(request, headers(trace, "01"));

        List<ReceivedSpan> spans = whole(request.getTaskId());
        assertThat(TraceTree.of(spans).toString()).isEqualTo(STEPS);
        assertThat(spans).allSatisfy(span -> assertThat(span.traceId()).isEqualTo(trace));
        assertThat(span(spans, "agents.tasks.requested process").parentId()).isEqualTo(PARENT);
        assertAttributes(spans, request.getTaskId());
    }

    @Test
    void aTaskStraightFromKafkaWithoutATraceBeginsOne() throws Exception {
        TaskRequested request = request();
        PRODUCER.send(request);

        List<ReceivedSpan> spans = whole(request.getTaskId());
        assertThat(TraceTree.of(spans).toString()).isEqualTo(STEPS);
        assertThat(span(spans, "agents.tasks.requested process").parentId()).isEmpty();
    }

    @Test
    void aTraceThatItsProducerDoesNotRecordIsNotRecorded() throws Exception {
        String unwanted = UUID.randomUUID().toString().replace("-", "");
        TaskRequested silent = request();
        PRODUCER.send(silent, headers(unwanted, "00"));
        TaskRequested later = request();
        await().atMost(PATIENCE).until(() -> CLIENT.get(silent.getTaskId()).status() == 200);
        CLIENT.await(silent.getTaskId());
        PRODUCER.send(later);
        whole(later.getTaskId());

        assertThat(PIPELINE.traces().trace(unwanted)).isEmpty();
    }

    @Test
    void aChatOfOpenAisApiIsOneTreeUnderItsRequest() throws Exception {
        String trace = UUID.randomUUID().toString().replace("-", "");
        CLIENT.chat("planner", QUESTION, "00-" + trace + "-" + PARENT + "-01");

        await().atMost(PATIENCE)
                .until(
                        () ->
                                PIPELINE.traces().trace(trace).stream()
                                        .map(ReceivedSpan::name)
                                        .toList()
                                        .containsAll(List.of(LAST, "POST /v1/chat/completions")));
        List<ReceivedSpan> spans = PIPELINE.traces().trace(trace);
        assertThat(TraceTree.of(spans).toString())
                .startsWith("ingest-gateway SERVER POST /v1/chat/completions\n")
                .endsWith(STEPS.indent(4));
        assertNothingIsTold(spans);
    }

    private static void assertAttributes(List<ReceivedSpan> spans, String id) {
        assertThat(spans)
                .filteredOn(span -> !span.kind().equals("PRODUCER"))
                .allSatisfy(
                        span ->
                                assertThat(span.attributes())
                                        .containsEntry("millrace.task.id", id)
                                        .containsEntry("millrace.tenant.id", "dev"));
        assertThat(spans)
                .allSatisfy(span -> assertThat(span.instance()).startsWith(span.service()))
                .allSatisfy(
                        span ->
                                assertThat(span.span().getStatus().getCode())
                                        .isEqualTo(StatusCode.STATUS_CODE_UNSET));
        assertThat(span(spans, "invoke_agent planner").attributes())
                .containsEntry("gen_ai.operation.name", "invoke_agent")
                .containsEntry("gen_ai.agent.name", "planner")
                .containsEntry("millrace.task.state", "completed")
                .containsEntry("millrace.task.steps", "3");
        assertThat(span(spans, "chat big").attributes())
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.provider.name", "openai")
                .containsEntry("gen_ai.request.model", "big")
                .containsEntry("gen_ai.agent.name", "planner")
                .containsEntry("millrace.step", "1")
                .containsEntry("millrace.attempt", "1")
                .containsKeys(
                        "gen_ai.response.model",
                        "gen_ai.usage.input_tokens",
                        "gen_ai.usage.output_tokens");
        assertThat(span(spans, "execute_tool calculator").attributes())
                .containsEntry("gen_ai.operation.name", "execute_tool")
                .containsEntry("gen_ai.tool.name", "calculator")
                .containsKey("gen_ai.tool.call.id");
        assertNothingIsTold(spans);
    }

    /** No words of a prompt, a document, a tool's parameters or an answer. */
    private static void assertNothingIsTold(List<ReceivedSpan> spans) {
        assertThat(spans.toString())
                .doesNotContain("sacks")
                .doesNotContain("Ermintrude")
                .doesNotContain("21 * 2");
    }

    private static ReceivedSpan span(List<ReceivedSpan> spans, String name) {
        return TraceTree.of(spans).rows().stream()
                .map(TraceTree.Row::span)
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + spans));
    }

    /** The trace of a task that has come to its end, and all of whose spans have come. */
    private static List<ReceivedSpan> whole(String taskId) {
        await().atMost(PATIENCE)
                .until(
                        () ->
                                PIPELINE.traces().traceOf(taskId).stream()
                                        .map(ReceivedSpan::name)
                                        .toList()
                                        .containsAll(
                                                List.of(
                                                        LAST,
                                                        "invoke_agent planner",
                                                        "agents.tasks.requested process")));
        // Others may be on their way from services that had less to do.
        await().during(Duration.ofSeconds(1))
                .atMost(PATIENCE)
                .until(() -> PIPELINE.traces().traceOf(taskId).size() >= 9);
        return PIPELINE.traces().traceOf(taskId);
    }

    private static TaskRequested request() {
        return TaskRequested.newBuilder()
                .setTaskId(UUID.randomUUID().toString())
                .setTenantId("dev")
                .setAgent("planner")
                .setPrompt(QUESTION)
                .setSubmittedAt(Instant.now())
                .build();
    }

    private static Headers headers(String trace, String flags) {
        String parent = "00-" + trace + "-" + PARENT + "-" + flags;
        return new RecordHeaders().add("traceparent", parent.getBytes(UTF_8));
    }
}
