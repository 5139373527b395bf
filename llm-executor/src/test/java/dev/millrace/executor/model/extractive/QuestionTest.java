package dev.millrace.executor.model.extractive;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class QuestionTest {

    @Test
    void aTextThatAsksTheSameIsARepetition() {
        Question question = Question.of("What is Millrace?");

        assertThat(question.isRepeatedIn("ask \"What is Millrace?\" --document README.md"))
                .isTrue();
        assertThat(question.isRepeatedIn("Millrace is a pipeline on Kafka.")).isFalse();
    }

    @Test
    void keywordsInTheirOrderAreNoRepetition() {
        assertThat(Question.of("refund period days").isRepeatedIn("Refund period: 30 days."))
                .isFalse();
        assertThat(Question.of("Why?").isRepeatedIn("Here is why it turns.")).isFalse();
    }
}
