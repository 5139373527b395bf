package dev.millrace.streams.chunking;

import dev.millrace.Chunk;
import dev.millrace.ChunkBatch;
import dev.millrace.Document;
import dev.millrace.TaskAdmitted;
import dev.millrace.streams.state.ChunkingPage;
import dev.millrace.streams.state.RemainingDocument;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the documents of a task into batches of chunks, a bounded number at a time. The same page
 * gives the same batches, so that repeating it does no harm.
 */
final class PageCutter {

    /** Titles are for people; a longer one would weigh in every chunk. */
    private static final int LONGEST_TITLE = 200;

    private final ChunkingSettings settings;
    private final Chunker chunker;

    PageCutter(ChunkingSettings settings, TokenCounter counter) {
        this.settings = settings;
        this.chunker = new Chunker(counter, settings.size());
    }

    /**
     * What one step made of a page.
     *
     * @param batches the batches, in order
     * @param rest what remains for the next step, or null if the last batch is among these
     */
    record Cut(List<ChunkBatch> batches, @Nullable ChunkingPage rest) {

        int chunks() {
            return batches.stream().mapToInt(batch -> batch.getChunks().size()).sum();
        }
    }

    /** All documents of a task, not cut yet. */
    static ChunkingPage firstPage(TaskAdmitted task) {
        return ChunkingPage.newBuilder()
                .setTaskId(task.getTaskId())
                .setTenantId(task.getTenantId())
                .setQuery(task.getPrompt())
                .setDeadline(task.getDeadline())
                .setNextBatch(0)
                .setNextChunk(0)
                .setDocuments(task.getDocuments().stream().map(PageCutter::remaining).toList())
                .build();
    }

    private static RemainingDocument remaining(Document document) {
        return new RemainingDocument(
                document.getId(), shortened(document.getTitle()), document.getText());
    }

    private static String shortened(String title) {
        return title.length() <= LONGEST_TITLE
                ? title
                : title.substring(0, title.offsetByCodePoints(0, LONGEST_TITLE / 2));
    }

    /** Cuts the next batches of a page. A task without any text has one empty batch, its last. */
    Cut cut(ChunkingPage page) {
        PageReader reader = new PageReader(page, chunker);
        List<ChunkBatch> batches = new ArrayList<>();
        do {
            List<Chunk> chunks = new ArrayList<>();
            while (chunks.size() < settings.batchChunks() && reader.hasNext()) {
                chunks.add(reader.next());
            }
            batches.add(
                    batch(page, page.getNextBatch() + batches.size(), chunks, !reader.hasNext()));
        } while (reader.hasNext() && batches.size() < settings.pageBatches());
        ChunkingPage rest =
                reader.hasNext() ? reader.rest(page.getNextBatch() + batches.size()) : null;
        return new Cut(batches, rest);
    }

    private static ChunkBatch batch(
            ChunkingPage page, int number, List<Chunk> chunks, boolean last) {
        return ChunkBatch.newBuilder()
                .setTaskId(page.getTaskId())
                .setTenantId(page.getTenantId())
                .setBatch(number)
                .setLast(last)
                .setQuery(page.getQuery())
                .setChunks(chunks)
                .setDeadline(page.getDeadline())
                .build();
    }
}
