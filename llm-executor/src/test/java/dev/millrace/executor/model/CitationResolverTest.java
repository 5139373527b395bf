package dev.millrace.executor.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.executor.embedding.MiniLm;
import dev.millrace.executor.work.Turn;
import dev.millrace.executor.work.TurnOutcome.Citation;
import java.util.List;
import org.junit.jupiter.api.Test;

class CitationResolverTest {

    private static final List<Turn.Passage> PASSAGES = List.of(Turns.MILL, Turns.PRICES);
    private static final Citation BUILT =
            new Citation("mill", "The mill was built in 1843 by Anna Weber.", 0.61);
    private static final Citation CLOSED = new Citation("mill", "It closed in 1967.", 0.61);
    private static final Citation PRICE = new Citation("prices", "Adults pay 6 euros.", 0.2);

    private final CitationResolver resolver = new CitationResolver(MiniLm.embedder());

    @Test
    void sentenceThatIsInThePassageIsTheQuote() {
        assertThat(resolver.resolve("It closed in 1967. [1]", PASSAGES)).containsExactly(CLOSED);
    }

    @Test
    void sentenceClosestInMeaningIsTheQuote() {
        assertThat(
                        resolver.resolve(
                                "Anna Weber had it constructed [1]. Grown-ups are charged six euros [2].",
                                PASSAGES))
                .containsExactly(BUILT, PRICE);
    }

    @Test
    void marksInARowStandForTheSameClaim() {
        assertThat(resolver.resolve("An adult's ticket is 6 euros [2][1].", PASSAGES))
                .hasSize(2)
                .first()
                .isEqualTo(PRICE);
        assertThat(resolver.resolve("An adult's ticket is 6 euros [2, 1].", PASSAGES)).hasSize(2);
    }

    @Test
    void placeCitedTwiceIsOneCitation() {
        assertThat(resolver.resolve("It closed in 1967. [1] It closed in 1967. [1]", PASSAGES))
                .containsExactly(CLOSED);
    }

    @Test
    void markWithoutPassageIsIgnored() {
        assertThat(resolver.resolve("It closed in 1967 [9] [0] [12345].", PASSAGES)).isEmpty();
    }

    @Test
    void answerWithoutMarksHasNoCitations() {
        assertThat(resolver.resolve("It closed in 1967.", PASSAGES)).isEmpty();
    }
}
