package dev.millrace.gateway.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdempotencyKeyTest {

    @Test
    void aRequestNeedsNoKey() {
        assertThat(IdempotencyKey.of(List.of())).isNull();
    }

    @Test
    void aKeyIsTakenAsItIs() {
        assertThat(IdempotencyKey.of(List.of("\"Order-1!~\"")).text()).isEqualTo("\"Order-1!~\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "\u00e4", "\u007f", "a\n"})
    void whatIsNotVisibleAsciiIsNoKey(String text) {
        assertThatThrownBy(() -> IdempotencyKey.of(List.of(text)))
                .isInstanceOf(RefusedException.class);
    }

    @Test
    void aDigestTellsTenantsAndKeysApart() {
        String digest = new IdempotencyKey("key").digest("tenant");

        assertThat(digest).matches("[0-9a-f]{64}");
        assertThat(new IdempotencyKey("key").digest("tenant")).isEqualTo(digest);
        assertThat(new IdempotencyKey("key").digest("another")).isNotEqualTo(digest);
        assertThat(new IdempotencyKey("tkey").digest("tenan")).isNotEqualTo(digest);
    }
}
