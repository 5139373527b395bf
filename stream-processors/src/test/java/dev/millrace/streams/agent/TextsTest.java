package dev.millrace.streams.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextsTest {

    @ParameterizedTest
    @CsvSource({"water, 9, water", "water, 3, wat", "🌊🌊, 7, 🌊", "éé, 3, é", "a, 0, ''"})
    void aTextIsCutBetweenCharacters(String text, int bytes, String expected) {
        assertThat(Texts.cut(text, bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            textBlock =
                    """
                    'say "a"', '"say \\"a\\""'
                    'a\\b',    '"a\\\\b"'
                    """)
    void aTextBecomesAJsonString(String text, String json) {
        assertThat(Texts.json(text)).isEqualTo(json);
        assertThat(Texts.json("\n\u0001")).isEqualTo("\"\\u000a\\u0001\"");
    }
}
