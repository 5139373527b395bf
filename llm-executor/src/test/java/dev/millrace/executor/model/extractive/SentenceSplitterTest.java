package dev.millrace.executor.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.executor.model.extractive.Sentence.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SentenceSplitterTest {

    @Test
    void linesOfAParagraphAreOneText() {
        assertThat(texts("The mill was built\nin 1843. It\nclosed later."))
                .containsExactly("The mill was built in 1843.", "It closed later.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ask Dr. Brandt about it.",
                "Use a tool, e.g. Maven, for that.",
                "It was written by J. R. Smith and others.",
                "Am 3. Oktober ist Feiertag.",
                "Version 1.2.3 is out.",
                "See https://example.org/a.b?c=D for more."
            })
    void fullStopInsideASentenceDoesNotEndIt(String sentence) {
        assertThat(texts(sentence + " Next one.")).containsExactly(sentence, "Next one.");
    }

    @Test
    void headingIsContextOfWhatFollows() {
        List<Sentence> sentences =
                SentenceSplitter.split("# Prices\n\nAdults pay 6 euros.\n\n## Dogs\nNo dogs.");

        assertThat(sentences)
                .contains(
                        new Sentence("Adults pay 6 euros.", "Prices", Kind.PROSE),
                        new Sentence("No dogs.", "Dogs", Kind.PROSE));
    }

    @Test
    void underlinedAndNumberedTitlesAreHeadings() {
        assertThat(SentenceSplitter.split("Overview\n========\n\nIt is small."))
                .contains(new Sentence("It is small.", "Overview", Kind.PROSE));
        assertThat(SentenceSplitter.split("7. Disclaimer of Warranty. There is none."))
                .contains(new Sentence("There is none.", "Disclaimer of Warranty.", Kind.ITEM));
    }

    @Test
    void tableRowIsOnePieceWithItsHeaderAsContext() {
        assertThat(
                        SentenceSplitter.split(
                                "| Service | Port |\n|---|---|\n| API | 7080 |\n| Web | 80 |"))
                .containsExactly(
                        new Sentence("API | 7080", "Service | Port", Kind.ROW),
                        new Sentence("Web | 80", "Service | Port", Kind.ROW));
    }

    @Test
    void lineOfCodeIsOnePieceIntroducedByTheSentenceAbove() {
        assertThat(SentenceSplitter.split("Start it:\n\n```sh\n./sluice up\n```\n\nThat is all."))
                .containsExactly(
                        new Sentence("Start it:", "", Kind.PROSE),
                        new Sentence("./sluice up", "Start it:", Kind.CODE),
                        new Sentence("That is all.", "", Kind.PROSE));
    }

    @Test
    void fenceThatOnlyClosesMeansThatTheTextBeganInsideCode() {
        assertThat(SentenceSplitter.split("make install\n```\n\nThen run it."))
                .containsExactly(
                        new Sentence("make install", "", Kind.CODE),
                        new Sentence("Then run it.", "", Kind.PROSE));
    }

    @Test
    void listItemsStandForThemselves() {
        assertThat(texts("- 28 days of holiday\n- Notes from the\n  third day on"))
                .containsExactly("28 days of holiday", "Notes from the third day on");
    }

    @Test
    void tableOfContentsAndAddressesOfLinksAreLeftOut() {
        assertThat(texts("- [Build](#build)\n- See the [wiki](#wiki).\n\n[wiki]: https://a.org/w"))
                .containsExactly("See the [wiki](#wiki).");
    }

    @Test
    void questionIsContextOfItsAnswer() {
        assertThat(SentenceSplitter.split("Q: Is it safe?\n\nA: Yes. It is."))
                .contains(
                        new Sentence("Yes.", "Is it safe?", Kind.ITEM),
                        new Sentence("It is.", "Is it safe?", Kind.ITEM));
    }

    @Test
    void longSentenceIsCutAtItsSemicolons() {
        String clause =
                "a clause that goes on for quite a while and says very little about anything";
        assertThat(texts(String.join("; ", clause, clause, clause, clause, clause) + "."))
                .hasSizeGreaterThan(2)
                .allSatisfy(piece -> assertThat(piece).hasSizeLessThan(320));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   \n\n  ", "```", "---\n***", "| |\n|-|", "…"})
    void textWithoutWordsHasNoSentences(String text) {
        assertThat(texts(text)).isEmpty();
    }

    private static List<String> texts(String text) {
        return SentenceSplitter.split(text).stream().map(Sentence::text).toList();
    }
}
