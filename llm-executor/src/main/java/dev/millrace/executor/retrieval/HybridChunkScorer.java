package dev.millrace.executor.retrieval;

import dev.millrace.executor.model.extractive.WordCoverage;
import dev.millrace.executor.work.ChunkScorer;
import java.util.ArrayList;
import java.util.List;

/**
 * Scores chunks by their meaning and by the words of the query that they have: an embedding of a
 * whole chunk can miss the one sentence in it that matters.
 */
public final class HybridChunkScorer implements ChunkScorer {

    private static final double WORDS = 0.25;

    private final ChunkScorer meaning;

    /**
     * @param meaning gives the cosine similarities
     */
    public HybridChunkScorer(ChunkScorer meaning) {
        this.meaning = meaning;
    }

    /** A quarter for the words, the rest for the meaning; from -1 to 1. */
    public static double combined(double similarity, double coverage) {
        return (1 - WORDS) * similarity + WORDS * coverage;
    }

    @Override
    public List<Double> score(String query, List<String> texts) {
        List<Double> similarities = meaning.score(query, texts);
        WordCoverage coverage = WordCoverage.of(query);
        List<Double> scores = new ArrayList<>(texts.size());
        for (int i = 0; i < texts.size(); i++) {
            scores.add(combined(similarities.get(i), coverage.in(texts.get(i))));
        }
        return scores;
    }
}
