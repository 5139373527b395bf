package dev.millrace.executor.tools.documents;

import dev.millrace.executor.work.CallFailedException;
import dev.millrace.executor.work.ToolCall.Place;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Reads the chunks of a task where they lie. */
interface TaskChunks {

    /**
     * Gives each chunk of the batches at these places, as far as they are still there and belong to
     * the task, in no particular order.
     *
     * @return how many of the batches are no longer there
     * @throws CallFailedException if they cannot be read in this time, or at the moment
     */
    int read(String taskId, List<Place> places, Duration time, Consumer<DocumentChunk> each)
            throws InterruptedException;

    /**
     * A piece of a document.
     *
     * @param title of the document; empty when there is none
     */
    record DocumentChunk(String documentId, String title, String text) {}
}
