package dev.millrace.executor.tools.documents;

import dev.millrace.executor.model.extractive.WordCoverage;
import dev.millrace.executor.tools.documents.TaskChunks.DocumentChunk;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** Keeps those chunks that are worth the embedding: the ones with most of the query's words. */
final class Candidates {

    private final WordCoverage coverage;
    private final int most;
    private final PriorityQueue<Candidate> worstFirst =
            new PriorityQueue<>(Comparator.comparingDouble(Candidate::coverage));

    Candidates(String query, int most) {
        this.coverage = WordCoverage.of(query);
        this.most = most;
    }

    void add(DocumentChunk chunk) {
        worstFirst.add(new Candidate(chunk, coverage.in(chunk.text())));
        if (worstFirst.size() > most) {
            worstFirst.poll();
        }
    }

    List<DocumentChunk> chunks() {
        return worstFirst.stream().map(Candidate::chunk).toList();
    }

    private record Candidate(DocumentChunk chunk, double coverage) {}
}
