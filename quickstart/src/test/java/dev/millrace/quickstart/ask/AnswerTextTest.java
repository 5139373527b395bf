package dev.millrace.quickstart.ask;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerTextTest {

    private static final Duration ELAPSED = Duration.ofMillis(1840);

    @Test
    void citationsCarryTheMarksOfTheText() {
        Task task =
                answered(
                        "Anna built it. [3] It burned in 1901. [1]",
                        new Task.Citation("a.md", "Anna\n  built it.", 0.8312),
                        new Task.Citation("b.md", "It burned in 1901.", 0.5));
        assertThat(AnswerText.render(task, ELAPSED))
                .isEqualToNormalizingNewlines(
                        """
                        Anna built it. [3] It burned in 1901. [1]

                        [3] a.md: "Anna built it." (0.83)
                        [1] b.md: "It burned in 1901." (0.50)

                        extractive, 120 tokens, no cost, 1.8 s""");
    }

    @Test
    void markThatIsUsedTwiceWithOneQuoteIsListedOnce() {
        Task task =
                answered("One [2] and two [2].", new Task.Citation("a.md", "One and two.", 0.7));
        assertThat(AnswerText.render(task, ELAPSED))
                .contains("\n[2] a.md: \"One and two.\" (0.70)");
    }

    @Test
    void answerWithoutCitationsHasNoList() {
        assertThat(
                        AnswerText.render(
                                answered("The documents do not answer this question."), ELAPSED))
                .isEqualToNormalizingNewlines(
                        """
                        The documents do not answer this question.

                        extractive, 120 tokens, no cost, 1.8 s""");
    }

    private static Task answered(String text, Task.Citation... citations) {
        return new Task("t", "completed", 1, 1, text, List.of(citations), "extractive", 120, 0, "");
    }
}
