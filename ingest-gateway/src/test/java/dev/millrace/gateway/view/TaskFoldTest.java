package dev.millrace.gateway.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.Citation;
import dev.millrace.TaskError;
import dev.millrace.TaskEvent;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskResult;
import dev.millrace.TaskState;
import dev.millrace.ToolCall;
import dev.millrace.gateway.view.TaskFold.Folded;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

class TaskFoldTest {

    private static final TaskStatus FINISHED =
            fold(
                    TaskRecords.submitted(),
                    TaskRecords.admitted(),
                    TaskRecords.working(),
                    TaskRecords.completed(),
                    TaskRecords.result().build());

    @Test
    void aTaskGoesThroughItsStates() {
        assertThat(fold(TaskRecords.submitted()).state()).isEqualTo(TaskState.submitted);
        TaskStatus working =
                fold(TaskRecords.submitted(), TaskRecords.admitted(), TaskRecords.working());
        assertThat(working.state()).isEqualTo(TaskState.working);
        assertThat(working.step()).isEqualTo(1);
        assertThat(working.maxSteps()).isEqualTo(3);
        assertThat(working.result()).isNull();
        assertThat(working.updatedAt()).isEqualTo(TaskRecords.SUBMITTED.plusSeconds(2));
        assertThat(FINISHED.state()).isEqualTo(TaskState.completed);
        assertThat(FINISHED.hasEnded()).isTrue();
        assertThat(FINISHED.result())
                .isEqualTo(
                        new TaskStatus.Result(
                                "An answer [1]",
                                List.of(new TaskStatus.Citation("a", "a quote", 0.75)),
                                "extractive",
                                false));
        assertThat(FINISHED.usage()).isEqualTo(new TaskStatus.Usage(10, 5, 1_500, 0));
    }

    @Test
    void neitherOrderNorRepetitionChangesTheEnd() {
        List<SpecificRecord> records =
                new ArrayList<>(
                        List.of(
                                TaskRecords.submitted(),
                                TaskRecords.admitted(),
                                TaskRecords.working(),
                                TaskRecords.completed(),
                                TaskRecords.completed(),
                                TaskRecords.result().build(),
                                TaskRecords.result().build()));
        Random random = new Random(42);
        for (int i = 0; i < 500; i++) {
            Collections.shuffle(records, random);

            TaskStatus task = fold(records.toArray(SpecificRecord[]::new));

            assertThat(task).as("%s", records).isEqualTo(FINISHED);
        }
    }

    @Test
    void whatWasAskedForIsKeptInWhateverOrderItIsTold() {
        TaskEvent submitted =
                TaskRecords.event(0, TaskEventKind.submitted, TaskState.submitted)
                        .setRequest("{}")
                        .build();
        SpecificRecord result =
                TaskRecords.result()
                        .setToolCalls(List.of(new ToolCall("call", "look", "{\"at\":1}")))
                        .setFinishReason("tool_calls")
                        .build();

        TaskStatus told = fold(submitted, TaskRecords.working(), result);

        assertThat(told.request()).isEqualTo("{}");
        assertThat(told.result())
                .isEqualTo(
                        new TaskStatus.Result(
                                "An answer [1]",
                                List.of(new TaskStatus.Citation("a", "a quote", 0.75)),
                                "extractive",
                                false,
                                List.of(new TaskStatus.ToolCall("call", "look", "{\"at\":1}")),
                                "tool_calls"));
        assertThat(fold(result, TaskRecords.working(), submitted))
                .isEqualTo(fold(submitted, result, TaskRecords.working()));
    }

    @Test
    void aTaskIsShownAsCompletedOnlyWithItsAnswer() {
        TaskStatus told =
                fold(TaskRecords.submitted(), TaskRecords.working(), TaskRecords.completed());
        assertThat(told.hasEnded()).isFalse();
        assertThat(fold(TaskRecords.completed()).hasEnded()).isFalse();
        assertThat(fold(TaskRecords.completed(), TaskRecords.result().build()).result())
                .isNotNull();
    }

    @Test
    void aRepeatedRecordIsStale() {
        assertThat(TaskFold.event(FINISHED, TaskRecords.completed())).isEqualTo(new Folded.Stale());
        assertThat(TaskFold.result(FINISHED, TaskRecords.result().build()))
                .isEqualTo(new Folded.Stale());
    }

    @Test
    void anEndedTaskStaysEnded() {
        TaskEvent late = TaskRecords.event(9, TaskEventKind.unknown, TaskState.working).build();

        assertThat(TaskFold.event(FINISHED, late)).isEqualTo(new Folded.Stale());
    }

    @Test
    void recordsOfAnotherTenantChangeNothing() {
        TaskEvent event = TaskEvent.newBuilder(TaskRecords.failed()).setTenantId("another").build();
        TaskResult result = TaskRecords.result().setTenantId("another").build();
        TaskStatus task = fold(TaskRecords.submitted());

        assertThat(TaskFold.event(task, event)).isEqualTo(new Folded.ForeignTenant());
        assertThat(TaskFold.result(task, result)).isEqualTo(new Folded.ForeignTenant());
    }

    @Test
    void aFailureTellsWhyAndHasNoResult() {
        TaskResult result =
                TaskRecords.result()
                        .setState(TaskState.failed)
                        .setText("")
                        .setError(new TaskError("deadline", "Too late", "The deadline passed."))
                        .build();

        TaskStatus task = fold(TaskRecords.submitted(), TaskRecords.failed(), result);

        assertThat(task.state()).isEqualTo(TaskState.failed);
        assertThat(task.result()).isNull();
        assertThat(task.error())
                .isEqualTo(new TaskStatus.Problem("deadline", "Too late", "The deadline passed."));
    }

    @Test
    void aStateOfANewerWriterIsPassedOver() {
        TaskEvent unknown = TaskRecords.event(2, TaskEventKind.unknown, TaskState.unknown).build();

        assertThat(fold(TaskRecords.submitted(), unknown).state()).isEqualTo(TaskState.submitted);
    }

    @Test
    void aLongAnswerIsCutToWhatTheStoreTakes() {
        String wide = "\u20AC".repeat(2_000_000);
        TaskResult result =
                TaskRecords.result()
                        .setText(wide)
                        .setCitations(Collections.nCopies(1_000, new Citation(wide, wide, 1.0)))
                        .setModel(wide)
                        .build();

        assertThat(TaskStatusSerde.toBytes(fold(result))).hasSizeLessThan(512 * 1024);
    }

    private static TaskStatus fold(SpecificRecord... records) {
        TaskStatus task = null;
        for (SpecificRecord entry : records) {
            Folded folded =
                    switch (entry) {
                        case TaskEvent event -> TaskFold.event(task, event);
                        case TaskResult result -> TaskFold.result(task, result);
                        default -> throw new IllegalArgumentException(entry.toString());
                    };
            if (folded instanceof Folded.Changed(TaskStatus changed)) {
                task = changed;
            }
        }
        return task;
    }
}
