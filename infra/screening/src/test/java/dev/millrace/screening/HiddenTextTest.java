package dev.millrace.screening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenTextTest {

    static List<Arguments> hidden() {
        return List.of(
                arguments(Hidden.ZERO_WIDTH_RUN, "a" + "\u200b\u200c".repeat(3) + "b"),
                arguments(Hidden.SPLIT_WORDS, "s\u200be\u200bc\u200bret"),
                arguments(Hidden.SPLIT_WORDS, "т\u2060а\u2060й\u2060на"),
                arguments(Hidden.TAGS, "x" + Character.toString(0xE0041)),
                arguments(
                        Hidden.TAGS,
                        Character.toString(0x1F3F4) + Character.toString(0xE0041).repeat(9)),
                arguments(Hidden.SELECTORS, "x\ufe00\ufe01\ufe02\ufe03"),
                arguments(Hidden.SELECTORS, "x" + Character.toString(0xE0100).repeat(4)),
                arguments(Hidden.BIDI_OVERRIDE, "pay \u202eecila\u202c now"),
                arguments(Hidden.BIDI_WITHOUT_CAUSE, "if (\u2067admin\u2069) return"),
                arguments(Hidden.MIXED_SCRIPTS, "p\u0430ypal and g\u043e\u043egle"));
    }

    @ParameterizedTest
    @MethodSource("hidden")
    void whatIsHiddenIsFound(Hidden kind, String text) {
        assertThat(HiddenText.in(text)).contains(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "\ufeffbyte order mark",
                "👩‍💻 👨‍👩‍👧‍👦 🏳️‍🌈 ❤️‍🔥 👍🏽",
                "می‌خواهم کتاب‌ها را ببینم و نمی‌دانم",
                "क्‍ष श्‍र ज्‍ञ क्‍य",
                "สวัสดี​ครับ​ผม​ชื่อ​สมชาย",
                "fun\u00adda\u00admen\u00adtal\u00adly",
                "שלום \u200f(USD)\u200e עולם",
                "السعر \u2066EUR 40\u2069 و \u202aVAT\u202c",
                "\u202eשלום\u202c",
                "Привет, мир! Windows-система и API-ключ",
                "Δt in μs, the α-helix, Ωm",
                "naïve café Åse",
                "漢字󠄀 葛󠄁",
            })
    void whatOnlyLooksSoIsNot(String text) {
        assertThat(HiddenText.in(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gbeng", "gbsct", "gbwls"})
    void flagsOfRegionsAreNoHiddenText(String region) {
        StringBuilder flag = new StringBuilder(Character.toString(0x1F3F4));
        region.chars().forEach(one -> flag.appendCodePoint(0xE0000 + one));
        flag.appendCodePoint(0xE007F);
        assertThat(HiddenText.in("to " + flag + " and " + flag)).isEmpty();
    }
}
