package dev.millrace.sink.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.Citation;
import dev.millrace.TaskError;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.Usage;
import dev.millrace.schemas.TrustedAvroClasses;
import dev.millrace.sink.document.Fields.CitationFields;
import dev.millrace.sink.document.Fields.Cost;
import dev.millrace.sink.document.Fields.ErrorFields;
import dev.millrace.sink.document.Fields.EventFields;
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
    void aResultBecomesTheDocumentOfItsTask() {
        Document document = TaskDocuments.of(result().build());

        assertThat(document.target()).isEqualTo(Target.RESULTS);
        assertThat(document.id()).isEqualTo("task-1");
        assertThat(document.version()).isEqualTo(7);
        Fields.OfResult fields = (Fields.OfResult) document.fields();
        assertThat(fields.timestamp()).isEqualTo(COMPLETED);
        assertThat(fields.event()).isEqualTo(new EventFields("task-1#7", null, 7L));
        assertThat(fields.task().state()).isEqualTo("completed");
        assertThat(fields.task().submittedAt()).isEqualTo(SUBMITTED);
        assertThat(fields.agent().name()).isEqualTo("default");
        assertThat(fields.tenant()).isEqualTo(new Identified("acme"));
        assertThat(fields.session()).isEqualTo(new Identified("session-9"));
        assertThat(fields.genAi()).isNotNull();
        assertThat(fields.genAi().request()).isEqualTo(new Model("extractive"));
        assertThat(fields.genAi().usage()).isEqualTo(new Tokens(120, 30));
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
                        TaskEvent.newBuilder()
                                .setTaskId("task-3")
                                .setTenantId("acme")
                                .setAgent("default")
                                .setSequence(4)
                                .setKind(TaskEventKind.step_requested)
                                .setState(TaskState.input_required)
                                .setStep(2)
                                .setAt(COMPLETED)
                                .setSubmittedAt(SUBMITTED)
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
    void aResultWithoutATaskIsNoDocument() {
        assertThatThrownBy(() -> TaskDocuments.of(result().setTaskId(" ").build()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs an id");
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
                .setUsage(new Usage(120L, 30L, 1_500_000L))
                .setSequence(7)
                .setSubmittedAt(SUBMITTED)
                .setCompletedAt(COMPLETED)
                .setMetadata(Map.of("ticket", "42"))
                .setPrompt("How high?");
    }
}
