package dev.millrace.executor.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EmbeddingChunkScorerTest {

    private final List<String> embedded = new ArrayList<>();

    private final TextEmbedder recording =
            texts -> {
                embedded.addAll(texts);
                return texts.stream().map(text -> new float[] {text.length() % 2, 1}).toList();
            };

    @Test
    void textsOfLikeMeaningScoreHigher() {
        EmbeddingChunkScorer scorer = new EmbeddingChunkScorer(MiniLm.embedder(), 10);

        List<Double> scores =
                scorer.score(
                        "Who built the mill?",
                        List.of(
                                "The mill was constructed by Anna Weber.",
                                "Deflate writes the gzip format."));

        assertThat(scores.getFirst()).isGreaterThan(0.5);
        assertThat(scores.getLast()).isLessThan(0.2);
    }

    @Test
    void textIsAsLikeAsCanBeToItself() {
        EmbeddingChunkScorer scorer = new EmbeddingChunkScorer(MiniLm.embedder(), 10);

        assertThat(scorer.score("water", List.of("water")).getFirst()).isCloseTo(1, within(0.0001));
    }

    @Test
    void queryIsEmbeddedOnceForAllItsBatches() {
        EmbeddingChunkScorer scorer = new EmbeddingChunkScorer(recording, 10);

        scorer.score("query", List.of("a"));
        scorer.score("query", List.of("b"));

        assertThat(embedded).containsExactly("query", "a", "b");
    }

    @Test
    void oldestQueryLeavesTheCacheFirst() {
        EmbeddingChunkScorer scorer = new EmbeddingChunkScorer(recording, 2);
        scorer.score("first", List.of("x"));
        scorer.score("second", List.of("x"));
        scorer.score("first", List.of("x"));
        scorer.score("third", List.of("x"));
        embedded.clear();

        scorer.score("first", List.of("x"));
        scorer.score("second", List.of("x"));

        assertThat(embedded).containsExactly("x", "second", "x");
    }

    @Test
    void withoutTextsNothingIsEmbedded() {
        assertThat(new EmbeddingChunkScorer(recording, 2).score("query", List.of())).isEmpty();
        assertThat(embedded).isEmpty();
    }

    @Test
    void textWithoutWordsHasAScore() {
        EmbeddingChunkScorer scorer = new EmbeddingChunkScorer(MiniLm.embedder(), 10);

        assertThat(scorer.score("query", List.of("", "  \n", "\u200b", "\u0301\u0000\ue000", "…")))
                .hasSize(5);
    }
}
