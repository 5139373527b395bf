package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.apikeys.ApiKey;
import dev.millrace.gateway.identity.ApiKeys;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

    private final Masking masking =
            new Masking(
                    new ApiKeys(
                            List.of(
                                    new ApiKeys.ApiKey("short", "acme", "", Set.of("viewer")),
                                    new ApiKeys.ApiKey("a key", "acme", "", Set.of("viewer")))));

    @Test
    void ofAnApiKeyTheIdRemains() {
        ApiKey key = ApiKey.generate(new SecureRandom());

        for (String text :
                List.of(
                        key.text(),
                        "DELETE /v1/keys/" + key.text(),
                        "/v1/keys/" + key.text() + "/rotate",
                        "/v1/keys/x" + key.text().substring(0, 50),
                        "/v1/keys/" + key.text().replace("_", "%5f"),
                        key.text().toUpperCase(Locale.ROOT))) {
            assertThat(masking.of(text))
                    .doesNotContainIgnoringCase(key.text().substring(14, 24))
                    .containsIgnoringCase(key.id())
                    .contains("***");
        }
        assertThat(masking.of("DELETE /v1/keys/" + key.text() + "/rotate"))
                .isEqualTo("DELETE /v1/keys/mr_" + key.id() + "_***/rotate");
    }

    @Test
    void keysOfTheConfigurationAreGone() {
        assertThat(masking.of("DELETE /v1/keys/short")).isEqualTo("DELETE /v1/keys/***");
        assertThat(masking.of("DELETE /v1/keys/a%20key/x")).isEqualTo("DELETE /v1/keys/***/x");
        assertThat(masking.of("short")).isEqualTo("***");
    }

    @Test
    void tokensAreGone() {
        assertThat(masking.of("GET /v1/tasks/eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbm4ifQ.c2ln"))
                .isEqualTo("GET /v1/tasks/***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /v1/tasks/01987c1e-6c4f-7d1a-9c65-0f3a5b1c2d3e",
                "POST /v1/keys/abcdefghij/rotate",
                "GET /v1/dead-letters/shorter%2Fone",
                "GET /v1/tasks/%zz",
                "",
                "/"
            })
    void whatIsNoCredentialStays(String text) {
        assertThat(masking.of(text)).isEqualTo(text);
    }

    @Test
    void whatIsLongIsCut() {
        assertThat(masking.of("GET /" + "x".repeat(8_000)))
                .hasSize(Masking.MOST_CHARACTERS + 1)
                .endsWith("…");
    }
}
