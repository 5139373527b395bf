package dev.millrace.executor.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.executor.embedding.MiniLm;
import dev.millrace.executor.embedding.TextEmbedder;
import dev.millrace.executor.model.extractive.LabelledQuestions.Labelled;
import dev.millrace.executor.work.Turn;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Asks real questions about real documents, the way the pipeline would. */
class ExtractiveQualityTest {

    private static List<Asked> asked;

    @BeforeAll
    static void askAll() {
        TextEmbedder embedder = MiniLm.embedder();
        Retrieval retrieval = new Retrieval(embedder);
        Extractor extractor = new Extractor(embedder);
        asked =
                LabelledQuestions.all().stream()
                        .map(question -> ask(question, retrieval, extractor))
                        .toList();
        print();
    }

    private static Asked ask(Labelled question, Retrieval retrieval, Extractor extractor) {
        List<Turn.Passage> passages = retrieval.passages(question.document(), question.question());
        return new Asked(question, extractor.extract(question.question(), passages));
    }

    @Test
    void rightSentenceIsQuotedForFourInFiveQuestionsNotTunedOn() {
        assertThat(share("hold", true)).isGreaterThanOrEqualTo(0.8);
    }

    @Test
    void rightSentenceIsQuotedForFourInFiveQuestionsTunedOn() {
        assertThat(share("tune", true)).isGreaterThanOrEqualTo(0.8);
    }

    @Test
    void fourInFiveUnanswerableQuestionsNotTunedOnAreRecognised() {
        assertThat(share("hold", false)).isGreaterThanOrEqualTo(0.8);
    }

    @Test
    void fourInFiveUnanswerableQuestionsTunedOnAreRecognised() {
        assertThat(share("tune", false)).isGreaterThanOrEqualTo(0.8);
    }

    @Test
    void everyQuoteIsPartOfItsDocumentUpToWhiteSpace() {
        assertThat(asked)
                .allSatisfy(
                        answer -> {
                            String document =
                                    collapse(LabelledQuestions.read(answer.question().document()));
                            assertThat(answer.extracts())
                                    .allSatisfy(
                                            extract ->
                                                    assertThat(document)
                                                            .contains(collapse(extract.text())));
                        });
    }

    private static String collapse(String text) {
        return text.replaceAll("\\s+", " ");
    }

    private static double share(String part, boolean answerable) {
        return asked.stream()
                .filter(answer -> answer.question().part().equals(part))
                .filter(answer -> answer.question().answerable() == answerable)
                .collect(Collectors.averagingDouble(answer -> answer.right() ? 1 : 0));
    }

    private static void print() {
        for (Asked answer : asked) {
            System.out.printf(
                    "%-5s %-5s %-26s %-60s %s%n",
                    answer.right() ? "ok" : "WRONG",
                    answer.question().part(),
                    answer.question().document(),
                    answer.question().question(),
                    answer.extracts().stream()
                            .map(
                                    extract ->
                                            "%.2f %s"
                                                    .formatted(
                                                            extract.confidence(), extract.text()))
                            .map(text -> text.substring(0, Math.min(text.length(), 90)))
                            .collect(Collectors.joining(" / ")));
        }
        for (String part : List.of("tune", "hold")) {
            System.out.printf(
                    "%s: %.0f %% of the answerable and %.0f %% of the unanswerable questions right%n",
                    part, 100 * share(part, true), 100 * share(part, false));
        }
    }

    private record Asked(Labelled question, List<Extract> extracts) {

        boolean right() {
            return question.answerable()
                    ? extracts.stream().anyMatch(extract -> question.isAnsweredBy(extract.text()))
                    : extracts.isEmpty();
        }
    }
}
