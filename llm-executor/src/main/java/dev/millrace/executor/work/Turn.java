package dev.millrace.executor.work;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a model, as the agent asked for it.
 *
 * @param step counts the steps of the task, from 1
 * @param attempt counts the attempts at the step, from 1
 * @param model the model to ask; empty: the default of the executor
 * @param systemPrompt instructions for the model; empty for none
 * @param passages what was found in the documents, best first
 * @param temperature the sampling temperature; null: the model's own default
 * @param deadline no call is started after this time
 */
public record Turn(
        String taskId,
        String tenantId,
        String agent,
        int step,
        int attempt,
        String model,
        String systemPrompt,
        String prompt,
        List<Passage> passages,
        @Nullable Double temperature,
        int maxOutputTokens,
        Instant deadline) {

    public Turn {
        passages = List.copyOf(passages);
    }

    /** Names the step, whichever attempt: with it the other side can recognise a repeated call. */
    public String idempotencyKey() {
        return taskId + "/" + step;
    }

    /** Names the work: task, step and attempt. */
    public String workId() {
        return idempotencyKey() + "/" + attempt;
    }

    /**
     * A passage of a document, numbered as the answer cites it.
     *
     * @param number the n of a citation [n], from 1
     * @param title the title of the document; empty when there is none
     */
    public record Passage(int number, String documentId, String title, String text, double score) {}
}
