package dev.millrace.executor.model.extractive;

import dev.millrace.executor.embedding.TextEmbedder;
import dev.millrace.executor.retrieval.HybridChunkScorer;
import dev.millrace.executor.work.Turn;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gives the passages of a document that the pipeline would give: best chunks first, limited. */
final class Retrieval {

    private static final int CHUNK_TOKENS = 200;
    private static final int OVERLAP_TOKENS = 40;
    private static final int PASSAGES = 8;
    private static final int CONTEXT_TOKENS = 2000;

    /** The end of a sentence or of a paragraph. */
    private static final Pattern PIECE =
            Pattern.compile(".+?(?:[.!?]\\s+|\\n\\s*\\n|\\z)", Pattern.DOTALL);

    private final TextEmbedder embedder;
    private final Map<String, List<Chunk>> documents = new HashMap<>();

    Retrieval(TextEmbedder embedder) {
        this.embedder = embedder;
    }

    List<Turn.Passage> passages(String document, String question) {
        List<Chunk> chunks = documents.computeIfAbsent(document, this::read);
        float[] vector = embedder.embed(List.of(question)).getFirst();
        WordCoverage coverage = WordCoverage.of(question);
        ToDoubleFunction<Chunk> score =
                chunk ->
                        HybridChunkScorer.combined(
                                TextEmbedder.similarity(vector, chunk.vector()),
                                coverage.in(chunk.text()));
        List<Chunk> best =
                chunks.stream()
                        .sorted(Comparator.comparingDouble(score).reversed())
                        .limit(PASSAGES)
                        .toList();
        List<Turn.Passage> passages = new ArrayList<>();
        int tokens = 0;
        for (Chunk chunk : best) {
            tokens += tokens(chunk.text());
            if (tokens <= CONTEXT_TOKENS) {
                passages.add(
                        new Turn.Passage(
                                passages.size() + 1,
                                document,
                                document,
                                chunk.text(),
                                score.applyAsDouble(chunk)));
            }
        }
        return passages;
    }

    private List<Chunk> read(String document) {
        List<String> texts = chunks(LabelledQuestions.read(document));
        List<float[]> vectors = embedder.embed(texts);
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            chunks.add(new Chunk(texts.get(i), vectors.get(i)));
        }
        return chunks;
    }

    static List<String> chunks(String text) {
        List<String> pieces = new ArrayList<>();
        Matcher matcher = PIECE.matcher(text);
        while (matcher.find()) {
            pieces.add(matcher.group());
        }
        List<String> chunks = new ArrayList<>();
        int start = 0;
        while (start < pieces.size()) {
            int end = start;
            int tokens = 0;
            while (end < pieces.size()
                    && (end == start || tokens + tokens(pieces.get(end)) <= CHUNK_TOKENS)) {
                tokens += tokens(pieces.get(end++));
            }
            chunks.add(String.join("", pieces.subList(start, end)));
            int next = end;
            int repeated = 0;
            while (end < pieces.size()
                    && next > start + 1
                    && repeated + tokens(pieces.get(next - 1)) <= OVERLAP_TOKENS) {
                repeated += tokens(pieces.get(--next));
            }
            start = end == pieces.size() ? end : next;
        }
        return chunks;
    }

    /** About as many as the embedding model counts. */
    private static int tokens(String text) {
        return (int) (Words.in(text).size() * 1.3) + 1;
    }

    private static final class Chunk {

        private final String text;
        private final float[] vector;

        Chunk(String text, float[] vector) {
            this.text = text;
            this.vector = vector;
        }

        String text() {
            return text;
        }

        float[] vector() {
            return vector;
        }
    }
}
