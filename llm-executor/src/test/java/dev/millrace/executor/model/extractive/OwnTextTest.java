package dev.millrace.executor.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.executor.work.Turn;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnTextTest {

    @Test
    void theQuestionIsWhatItsLabelAnnounces() {
        OwnText own =
                OwnText.of(
                        """
                        Context: The mill was built in 1843. Is it old? It closed in 1967.

                        Question: When was the mill built
                        Answer:""",
                        List.of());
        assertThat(own.question()).isEqualTo("When was the mill built");
        assertThat(texts(own))
                .singleElement()
                .satisfies(
                        text ->
                                assertThat(text)
                                        .startsWith("The mill was built in 1843.")
                                        .contains("It closed in 1967.")
                                        .doesNotContain("When was"));
    }

    @Test
    void withoutALabelItIsTheLastSentenceWithAQuestionMark() {
        OwnText own =
                OwnText.of(
                        "When did it close? The mill closed in 1967. Who built it? Please be brief.",
                        List.of());
        assertThat(own.question()).isEqualTo("Who built it?");
        assertThat(texts(own).getFirst()).contains("closed in 1967").contains("Please be brief.");
    }

    @Test
    void withoutAQuestionMarkItIsTheLastSentence() {
        OwnText own = OwnText.of("The mill closed in 1967. Tell me when it closed.", List.of());
        assertThat(own.question()).isEqualTo("Tell me when it closed.");
        assertThat(texts(own)).containsExactly("The mill closed in 1967.");
    }

    @Test
    void whatIsNothingButQuestionsIsNoSource() {
        assertThat(OwnText.of("Who built the mill?", List.of("", "And who closed it?")).passages())
                .isEmpty();
        assertThat(OwnText.of("Tell me a joke.", List.of()).passages()).isEmpty();
    }

    @Test
    void whatWasSaidBeforeIsASourceToo() {
        OwnText own =
                OwnText.of("Who built it?", List.of("The mill was built by Anna.", "Is it old?"));
        assertThat(texts(own)).containsExactly("The mill was built by Anna.");
    }

    private static List<String> texts(OwnText own) {
        return own.passages().stream().map(Turn.Passage::text).map(String::strip).toList();
    }
}
