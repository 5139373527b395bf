package dev.millrace.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConversationBytesTest {

    private static final long FRAME = 64;

    @ParameterizedTest
    @ValueSource(
            strings = {"", "plain", "né", "Straße €", "\uD83D\uDE00 smile", "中文", "\u07FF\u0800"})
    void aTextHasItsBytes(String text) {
        assertThat(new ConversationBytes().add(text).count())
                .isEqualTo(FRAME + text.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void everyEntryHasAFrame() {
        assertThat(new ConversationBytes().addEntry("a", "bc").addEntry().add("d", "e").count())
                .isEqualTo(3 * FRAME + 5);
    }
}
