package dev.millrace.apikeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {

    private final SecureRandom random = new SecureRandom();

    @Test
    void aKeyTellsItsIdAndNoTwoAreAlike() {
        Set<String> texts = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            ApiKey key = ApiKey.generate(random);
            assertThat(key.text()).matches("mr_[a-z2-7]{10}_[a-z2-7]{40}").contains(key.id());
            assertThat(ApiKey.idOf(key.text())).contains(key.id());
            assertThat(texts.add(key.text())).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dev-key", "mr_", "mr_abcdefghij_short", "mr_ABCDEFGHIJ_x"})
    void whatHasNotTheFormHasNoId(String text) {
        assertThat(ApiKey.idOf(text)).isEmpty();
    }

    @Test
    void theSecretIsNotShownInPassing() {
        ApiKey key = ApiKey.generate(random);

        assertThat(key.toString()).doesNotContain(key.text()).contains(key.id());
    }
}
