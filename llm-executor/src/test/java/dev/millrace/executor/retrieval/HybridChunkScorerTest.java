package dev.millrace.executor.retrieval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class HybridChunkScorerTest {

    private static final String QUERY = "How many cinnamon sticks does the secret recipe use?";

    @Test
    void aChunkWithTheWordsWinsOverOneThatOnlySoundsAlike() {
        HybridChunkScorer scorer =
                new HybridChunkScorer((_, texts) -> List.of(-0.03, 0.05).subList(0, texts.size()));

        List<Double> scores =
                scorer.score(
                        QUERY,
                        List.of(
                                "Rain all day. The secret recipe uses seven cinnamon sticks. Rain again.",
                                "Rain all day. Rain again."));

        assertThat(scores.get(0)).isGreaterThan(scores.get(1));
    }

    @Test
    void meaningAloneDecidesBetweenChunksWithoutTheWords() {
        HybridChunkScorer scorer = new HybridChunkScorer((_, _) -> List.of(0.2, 0.6));

        assertThat(scorer.score(QUERY, List.of("one", "two"))).isSorted();
    }

    @Test
    void scoresStayBetweenMinusOneAndOne() {
        HybridChunkScorer scorer = new HybridChunkScorer((_, _) -> List.of(1.0, -1.0));

        assertThat(scorer.score(QUERY, List.of(QUERY, "nothing of it")))
                .allSatisfy(score -> assertThat(score).isBetween(-1.0, 1.0));
        assertThat(scorer.score("?", List.of("a", "b"))).containsExactly(0.75, -0.75);
    }
}
