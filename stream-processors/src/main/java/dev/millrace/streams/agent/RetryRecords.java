package dev.millrace.streams.agent;

import dev.millrace.Failure;
import dev.millrace.TaskEventKind;
import java.time.Duration;
import java.time.Instant;

/** Tells that work waits for another attempt. */
final class RetryRecords {

    private RetryRecords() {}

    static void tell(Draft draft, int step, AgentMetrics.Work kind, Failure failure, Instant due) {
        String type = TaskErrors.typeOf(failure);
        long wait = Duration.between(draft.now(), due).toMillis();
        draft.tell(
                TaskRecords.event(
                                draft.progress(), step, TaskEventKind.retry_scheduled, draft.now())
                        .setDetail(
                                "Another attempt at the "
                                        + kind.tag()
                                        + " follows in "
                                        + wait
                                        + " ms: "
                                        + type));
        draft.emit(new Emission.RetryCounted(kind, type));
    }
}
