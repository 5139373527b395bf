package dev.millrace.executor.tools.documents;

import dev.millrace.executor.tools.documents.TaskChunks.DocumentChunk;
import dev.millrace.executor.work.CallFailedException;
import dev.millrace.executor.work.ChunkScorer;
import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolCall;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import tools.jackson.databind.node.ObjectNode;

/** Finds the passages of a task's own documents that fit a query. */
public final class SearchDocuments implements Tool {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Limits LIMITS = new Limits(TIMEOUT, 16, true);

    /** Embedding more would take longer than a model waits; the words have chosen among them. */
    private static final int MOST_SCORED = 500;

    private static final int BATCH = 32;
    private static final int DEFAULT_K = 5;

    private static final String PARAMETERS =
            """
            {"type": "object",
             "properties": {
               "query": {"type": "string", "minLength": 1, "maxLength": 1000,
                 "description": "what to look for, in words or as a question"},
               "k": {"type": "integer", "minimum": 1, "maximum": 20,
                 "description": "how many passages; 5 when absent"}},
             "required": ["query"], "additionalProperties": false}""";

    private final TaskChunks chunks;
    private final ChunkScorer scorer;

    SearchDocuments(TaskChunks chunks, ChunkScorer scorer) {
        this.chunks = chunks;
        this.scorer = scorer;
    }

    @Override
    public String name() {
        return "search_documents";
    }

    @Override
    public String description() {
        return "Searches the documents that came with the request and returns the passages that"
                + " fit best, with the ids of their documents.";
    }

    @Override
    public String parameters() {
        return PARAMETERS;
    }

    @Override
    public Limits limits() {
        return LIMITS;
    }

    @Override
    public ToolOutcome call(ToolCall call, ObjectNode arguments) throws InterruptedException {
        if (call.chunks().isEmpty()) {
            return Returned.of("No documents came with the request.");
        }
        String query = arguments.path("query").asString();
        Candidates candidates = new Candidates(query, MOST_SCORED);
        try {
            int missing = chunks.read(call.taskId(), call.chunks(), TIMEOUT, candidates::add);
            List<Found> found = scored(query, candidates.chunks());
            return Returned.of(text(best(found, arguments.path("k").asInt(DEFAULT_K)), missing));
        } catch (CallFailedException e) {
            return Broken.during(e.failed());
        } catch (CancellationException e) {
            InterruptedException interrupted = new InterruptedException("broken off");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private List<Found> scored(String query, List<DocumentChunk> candidates) {
        List<Found> found = new ArrayList<>(candidates.size());
        for (int from = 0; from < candidates.size(); from += BATCH) {
            List<DocumentChunk> batch =
                    candidates.subList(from, Math.min(from + BATCH, candidates.size()));
            List<Double> scores =
                    scorer.score(query, batch.stream().map(DocumentChunk::text).toList());
            for (int i = 0; i < batch.size(); i++) {
                found.add(new Found(batch.get(i), scores.get(i)));
            }
        }
        return found;
    }

    private static List<Found> best(List<Found> found, int k) {
        return found.stream()
                .sorted(Comparator.comparingDouble(Found::score).reversed())
                .limit(k)
                .toList();
    }

    private static String text(List<Found> best, int missing) {
        StringBuilder text = new StringBuilder();
        if (best.isEmpty()) {
            text.append("The documents hold no text.");
        }
        for (int i = 0; i < best.size(); i++) {
            DocumentChunk chunk = best.get(i).chunk();
            text.append(i == 0 ? "" : "\n\n").append(i + 1).append(". document ");
            text.append(chunk.documentId());
            if (!chunk.title().isEmpty()) {
                text.append(" (").append(chunk.title()).append(")");
            }
            text.append(":\n").append(chunk.text());
        }
        if (missing > 0) {
            text.append("\n\n[parts of the documents are no longer there and were not searched]");
        }
        return text.toString();
    }

    private record Found(DocumentChunk chunk, double score) {}
}
