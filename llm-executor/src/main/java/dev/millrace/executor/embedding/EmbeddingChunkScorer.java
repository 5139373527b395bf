package dev.millrace.executor.embedding;

import dev.millrace.executor.work.ChunkScorer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores chunks by the cosine similarity of their embeddings with that of the query.
 *
 * <p>Owns a bounded cache of query vectors, least recently used out first: the batches of a large
 * document all carry the same query. Safe for use by many threads.
 */
final class EmbeddingChunkScorer implements ChunkScorer {

    private final TextEmbedder embedder;
    private final Map<String, float[]> queryVectors;

    EmbeddingChunkScorer(TextEmbedder embedder, int cachedQueries) {
        this.embedder = embedder;
        this.queryVectors =
                new LinkedHashMap<>(16, 0.75f, true) {
                    @Override
                    protected boolean removeEldestEntry(Map.Entry<String, float[]> eldest) {
                        return size() > cachedQueries;
                    }
                };
    }

    @Override
    public List<Double> score(String query, List<String> texts) {
        if (texts.isEmpty()) {
            return List.of();
        }
        float[] queryVector = vectorOf(query);
        return embedder.embed(texts).stream()
                .map(vector -> TextEmbedder.similarity(queryVector, vector))
                .toList();
    }

    private float[] vectorOf(String query) {
        synchronized (queryVectors) {
            float[] known = queryVectors.get(query);
            if (known != null) {
                return known;
            }
        }
        // Outside the lock: two threads may embed the same query once each, which is harmless.
        float[] vector = embedder.embed(List.of(query)).getFirst();
        synchronized (queryVectors) {
            queryVectors.put(query, vector);
        }
        return vector;
    }
}
