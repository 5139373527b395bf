package dev.millrace.screening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CleanTextTest {

    static List<Arguments> unclean() {
        return List.of(
                arguments("a\0b", "ab"),
                arguments("a\u001bb\u007f", "ab"),
                arguments("a\u0085b\u009f", "ab"),
                arguments("u\u0308ber", "über"),
                arguments("\u212b", "Å"),
                arguments("x\ud800y", "xy"),
                arguments("x\udc00y", "xy"),
                arguments("\0\ud83d\ude00", "😀"));
    }

    @ParameterizedTest
    @MethodSource("unclean")
    void controlsAndHalvesGoAndTheRestIsComposed(String text, String clean) {
        assertThat(CleanText.of(text)).isEqualTo(clean);
        assertThat(CleanText.of(clean)).isEqualTo(clean);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "tab\tline\nreturn\r",
                "Grüße",
                "ﬁ ½ １",
                "a\u200bb\u202e",
                "👩‍💻"
            })
    void whatIsCleanStaysTheSameText(String text) {
        assertThat(CleanText.of(text)).isSameAs(text);
    }

    @Test
    void aPairWhoseHalvesCameApartIsNotPutTogether() {
        assertThat(CleanText.of("\ud83d\0\ude00")).isEmpty();
    }

    /** Sorting marks takes the square of their number: this would be hours. */
    @Test
    @Timeout(60)
    void aLongRowOfMarksIsCutBeforeItIsSorted() {
        String row = "a" + "\u0301\u0316".repeat(2_000_000);
        assertThat(CleanText.of(row)).hasSizeLessThan(32);
    }

    @Test
    void aSelectorInFrontOfAMarkCountsAsOne() {
        String row = "a" + "\u0301\ufe0f\u0316".repeat(100);
        assertThat(CleanText.of(row)).hasSizeLessThan(32);
    }
}
