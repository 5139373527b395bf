package dev.millrace.sink.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.Citation;
import dev.millrace.StepDecision;
import dev.millrace.StepKind;
import dev.millrace.TaskError;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.ToolCall;
import dev.millrace.Usage;
import dev.millrace.schemas.TrustedAvroClasses;
import dev.millrace.sink.document.Fields.CacheRead;
import dev.millrace.sink.document.Fields.CitationFields;
import dev.millrace.sink.document.Fields.Cost;
import dev.millrace.sink.document.Fields.DecisionFields;
import dev.millrace.sink.document.Fields.ErrorFields;
import dev.millrace.sink.document.Fields.EventFields;
import dev.millrace.sink.document.Fields.GenAi;
import dev.millrace.sink.document.Fields.Identified;
import dev.millrace.sink.document.Fields.Model;
import dev.millrace.sink.document.Fields.Tokens;
import dev.millrace.sink.document.Fields.Took;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TaskDocumentsTest {

    private static final Instant SUBMITTED = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant COMPLETED = Instant.parse("2026-03-01T10:00:02.500Z");

    @BeforeAll
    static void trustOurClasses() {
        TrustedAvroClasses.install();
    }

    @Test
    void aTraceIsAllThatItAdds() {
        Document result = TaskDocuments.of(result().build());
        Document event = TaskDocuments.of(event().build());

        assertThat(List.of(result.inTrace("t").fields(), event.inTrace("t").fields()))
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*trace")
                .isEqualTo(List.of(result.fields(), event.fields()));
        assertThat(((Fields.OfResult) result.inTrace("t").fields()).trace())
                .isEqualTo(new Identified("t"));
        assertThat(((Fields.OfEvent) event.inTrace("t").fields()).trace())
                .isEqualTo(new Identified("t"));
    }

    @Test
    void aResultBecomesTheDocumentOfItsTask() {
        Document document = TaskDocuments.of(result().build());

        assertThat(document.target()).isEqualTo(Target.RESULTS);
        assertThat(document.id()).isEqualTo("task-1");
        assertThat(document.version()).isEqualTo(7);
        Fields.OfResult fields = (Fields.OfResult) document.fields();
        assertThat(fields.timestamp()).isEqualTo(COMPLETED);
        assertThat(fields.event()).isEqualTo(new EventFields("task-1#7", null, 7L));
        assertThat(fields.task().state()).isEqualTo("completed");
        assertThat(fields.task().steps()).isEqualTo(3);
        assertThat(fields.task().redriveOf()).isEqualTo("task-0");
        assertThat(fields.task().submittedAt()).isEqualTo(SUBMITTED);
        assertThat(fields.agent().name()).isEqualTo("default");
        assertThat(fields.tenant()).isEqualTo(new Identified("acme"));
        assertThat(fields.session()).isEqualTo(new Identified("session-9"));
        assertThat(fields.genAi()).isNotNull();
        assertThat(fields.genAi().request()).isEqualTo(new Model("extractive"));
        assertThat(fields.genAi().usage()).isEqualTo(new Tokens(120, 30, new CacheRead(20)));
        assertThat(fields.cost()).isEqualTo(new Cost(1.5));
        assertThat(fields.duration()).isEqualTo(new Took(2_500));
        assertThat(fields.error()).isNull();
        assertThat(fields.prompt()).isEqualTo("How high?");
        assertThat(fields.answer()).isEqualTo("8 metres [1].");
        assertThat(fields.citations())
                .containsExactly(new CitationFields("doc", "is 8 metres high", 0.75));
        assertThat(fields.metadata()).containsEntry("ticket", "42");
    }

    @Test
    void aResultTellsWhatItWasFlaggedForAndWhichToolsItEndedWith() {
        TaskResult ended =
                result().setFlags(List.of("split-words"))
                        .setFinishReason("tool_calls")
                        .setToolCalls(List.of(new ToolCall("c", "look", "{\"secret\":1}")))
                        .build();
        Fields.OfResult fields = (Fields.OfResult) TaskDocuments.of(ended).fields();

        assertThat(fields.task().flags()).containsExactly("split-words");
        assertThat(fields.task().finishReason()).isEqualTo("tool_calls");
        assertThat(fields.task().toolCalls()).containsExactly("look");
    }

    @Test
    void whatIsNotKnownIsLeftOut() {
        Fields.OfResult fields =
                (Fields.OfResult)
                        TaskDocuments.of(
                                        TaskResult.newBuilder()
                                                .setTaskId("task-2")
                                                .setState(TaskState.rejected)
                                                .setCompletedAt(COMPLETED)
                                                .build())
                                .fields();

        assertThat(fields.tenant()).isNull();
        assertThat(fields.user()).isNull();
        assertThat(fields.session()).isNull();
        assertThat(fields.duration()).isNull();
        assertThat(fields.task().submittedAt()).isNull();
        assertThat(fields.genAi()).isNotNull();
        assertThat(fields.genAi().request()).isNull();
    }

    @Test
    void anErrorIsToldInOneMessage() {
        Fields.OfResult fields =
                (Fields.OfResult)
                        TaskDocuments.of(
                                        result().setState(TaskState.failed)
                                                .setError(
                                                        new TaskError(
                                                                "model",
                                                                "The model failed",
                                                                "http 500"))
                                                .build())
                                .fields();

        assertThat(fields.error())
                .isEqualTo(new ErrorFields("model", "The model failed: http 500", null));
    }

    @Test
    void anEndBeforeTheBeginningHasNoDuration() {
        Fields.OfResult fields =
                (Fields.OfResult)
                        TaskDocuments.of(result().setCompletedAt(SUBMITTED.minusSeconds(1)).build())
                                .fields();

        assertThat(fields.duration()).isNull();
    }

    @Test
    void statesAndActionsAreSpelledAsOutsideAvro() {
        Document document =
                TaskDocuments.of(
                        event().setKind(TaskEventKind.step_requested)
                                .setState(TaskState.input_required)
                                .build());

        assertThat(document.target()).isEqualTo(Target.EVENTS);
        assertThat(document.id()).isEqualTo("task-3#4");
        Fields.OfEvent fields = (Fields.OfEvent) document.fields();
        assertThat(fields.task().state()).isEqualTo("input-required");
        assertThat(fields.task().step()).isEqualTo(2);
        assertThat(fields.event().action()).isEqualTo("step-requested");
        assertThat(fields.genAi()).isNull();
        assertThat(fields.cost()).isNull();
    }

    @Test
    void aStepTellsWhatWasDecidedAndWhatItCostBesideTheTaskSoFar() {
        TaskEvent event =
                event().setKind(TaskEventKind.step_completed)
                        .setUsage(new Usage(300L, 90L, 4_000_000L, 0L))
                        .setDecision(
                                StepDecision.newBuilder()
                                        .setCallId("call-1")
                                        .setKind(StepKind.turn)
                                        .setAttempt(2)
                                        .setInput("How high?")
                                        .setReasoning("I need to look it up.")
                                        .setAction("call_tools")
                                        .setParameters("[{\"name\":\"search_documents\"}]")
                                        .setTarget("big")
                                        .setUsage(new Usage(100L, 30L, 2_000_000L, 0L))
                                        .setLatencyMs(1_200)
                                        .setStartedAt(SUBMITTED)
                                        .build())
                        .build();

        Fields.OfEvent fields = (Fields.OfEvent) TaskDocuments.of(event).fields();

        assertThat(fields.event().action()).isEqualTo("step-completed");
        assertThat(fields.cost()).isEqualTo(new Cost(4.0));
        DecisionFields decision = fields.decision();
        assertThat(decision).isNotNull();
        assertThat(decision.action()).isEqualTo("call_tools");
        assertThat(decision.input()).isEqualTo("How high?");
        assertThat(decision.reasoning()).isEqualTo("I need to look it up.");
        assertThat(decision.attempt()).isEqualTo(2);
        assertThat(decision.latency()).isEqualTo(new Took(1_200));
        assertThat(decision.startedAt()).isEqualTo(SUBMITTED);
        assertThat(decision.genAi())
                .isEqualTo(new GenAi(new Model("big"), null, new Tokens(100, 30, null)));
        assertThat(decision.cost()).isEqualTo(new Cost(2.0));
        assertThat(fields.error()).isNull();
    }

    @Test
    void theErrorOfAStepIsFoundWhereErrorsAre() {
        TaskEvent event =
                event().setKind(TaskEventKind.step_completed)
                        .setDecision(
                                StepDecision.newBuilder()
                                        .setKind(StepKind.tool)
                                        .setAction("weather")
                                        .setTarget("weather")
                                        .setError(new TaskError("http-404", "Not found", ""))
                                        .build())
                        .build();

        Fields.OfEvent fields = (Fields.OfEvent) TaskDocuments.of(event).fields();

        assertThat(fields.error()).isEqualTo(new ErrorFields("http-404", "Not found", null));
        assertThat(fields.decision()).isNotNull();
        assertThat(fields.decision().genAi()).isNull();
        assertThat(fields.decision().startedAt()).isNull();
    }

    @Test
    void aRedriveNamesTheOtherTask() {
        Fields.OfEvent fields =
                (Fields.OfEvent)
                        TaskDocuments.of(
                                        event().setKind(TaskEventKind.redriven)
                                                .setRedrivenAs("redrive-1")
                                                .build())
                                .fields();

        assertThat(fields.event().action()).isEqualTo("redriven");
        assertThat(fields.task().redrivenAs()).isEqualTo("redrive-1");
    }

    @Test
    void aResultWithoutATaskIsNoDocument() {
        assertThatThrownBy(() -> TaskDocuments.of(result().setTaskId(" ").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs an id");
    }

    private static TaskEvent.Builder event() {
        return TaskEvent.newBuilder()
                .setTaskId("task-3")
                .setTenantId("acme")
                .setAgent("default")
                .setSequence(4)
                .setKind(TaskEventKind.step_completed)
                .setState(TaskState.working)
                .setStep(2)
                .setAt(COMPLETED)
                .setSubmittedAt(SUBMITTED);
    }

    private static TaskResult.Builder result() {
        return TaskResult.newBuilder()
                .setTaskId("task-1")
                .setTenantId("acme")
                .setSessionId("session-9")
                .setState(TaskState.completed)
                .setText("8 metres [1].")
                .setCitations(List.of(new Citation("doc", "is 8 metres high", 0.75)))
                .setModel("extractive")
                .setUsage(new Usage(120L, 30L, 1_500_000L, 20L))
                .setSequence(7)
                .setSteps(3)
                .setRedriveOf("task-0")
                .setSubmittedAt(SUBMITTED)
                .setCompletedAt(COMPLETED)
                .setMetadata(Map.of("ticket", "42"))
                .setPrompt("How high?");
    }
}
