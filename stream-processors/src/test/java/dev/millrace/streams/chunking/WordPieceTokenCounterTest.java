package dev.millrace.streams.chunking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.embedding.onnx.HuggingFaceTokenCountEstimator;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordPieceTokenCounterTest {

    private static final HuggingFaceTokenCountEstimator MODEL =
            new HuggingFaceTokenCountEstimator();

    private final WordPieceTokenCounter counter = new WordPieceTokenCounter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   \n\t ",
                "The quick brown fox jumps over the lazy dog.",
                "Unbelievably, tokenization isn't antidisestablishmentarianism!",
                "e.g. 3.1415 -- $1,000.00 (USD); foo_bar@example.org",
                "Crème brûlée, naïve façade, Ångström, Straße, ÉCOLE",
                "这是第一句。日本語のテキスト、한국어 텍스트",
                "emoji 😀 and ½ ™ ﬁne ligature",
                "null\u0000 control\u0007 zero\u200bwidth soft\u00adhyphen nbsp\u00a0here",
                "# Heading\n\n```java\nint x = 1; // comment\n```\n| a | b |",
                "Привет, мир! Γειά σου Κόσμε. שלום עולם. مرحبا بالعالم",
            })
    void countsLikeTheModel(String text) {
        assertThat(count(text)).isEqualTo(MODEL.estimateTokenCountInText(text));
    }

    @Test
    void countsRandomAsciiLikeTheModel() {
        Random random = new Random(11);
        for (int round = 0; round < 200; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < 60; i++) {
                text.append((char) (random.nextInt(4) == 0 ? ' ' : 'a' + random.nextInt(26)));
            }
            assertThat(count(text.toString()))
                    .as(text.toString())
                    .isEqualTo(MODEL.estimateTokenCountInText(text.toString()));
        }
    }

    @Test
    void aWordThatBertDoesNotLookIntoIsOneToken() {
        assertThat(count("x".repeat(101))).isEqualTo(1);
        assertThat(count("x".repeat(1_000_000))).isEqualTo(1);
    }

    @Test
    void countsOnlyTheGivenPart() {
        assertThat(counter.count("one two three", 4, 7)).isEqualTo(1);
    }

    private int count(String text) {
        return counter.count(text, 0, text.length());
    }
}
