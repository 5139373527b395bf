package dev.millrace.eventruntime.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

    private static final Masking UNKNOWING = new Masking(Set.of());

    @Test
    void knownSecretsAreMaskedWhereverTheyStand() {
        Masking masking = new Masking(Set.of("correct horse", "correct horse battery"));

        assertThat(masking.mask("x=correct horse battery; y='correct horse'"))
                .isEqualTo("x=***; y='***'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Incorrect API key provided: sk-proj-PLANTED1234567890. Find your key",
                "Authorization: Bearer PLANTED.token_1234",
                "authorization=Basic UExBTlRFRDpQTEFOVEVE",
                "{\"X-API-Key\":\"PLANTED-key-1\"}",
                "{\\\"api_key\\\": \\\"PLANTED-key-1\\\"}",
                "X-Api-Key: PLANTED",
                "connect to http://elastic:PLANTED%40x@es:9200/_bulk failed",
                "jdbc://PLANTED@host/db",
                "sasl.jaas.config=... username=\"u\" password=\"PLANTED1\";",
                "client_secret=PLANTED1&grant_type=x",
                "key mr_abcdefghij_plantedplantedplantedplantedplantedplant",
                "token eyJPLANTED.eyJPLANTED.PLANTED_sig",
                "-----BEGIN RSA PRIVATE KEY-----\nPLANTED\n-----END RSA PRIVATE KEY-----",
                "ghp_PLANTEDPLANTEDPLANTEDPLANTED",
            })
    void whatLooksLikeASecretIsMasked(String text) {
        assertThat(UNKNOWING.mask(text))
                .doesNotContainIgnoringCase("planted")
                .doesNotContain("UExBTlRFRD")
                .contains("***");
    }

    @Test
    void theIdOfAnApiKeyRemains() {
        assertThat(UNKNOWING.mask("mr_abcdefghij_" + "a".repeat(40)))
                .isEqualTo("mr_abcdefghij_***");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Task 0198c2 is completed after 1.2 s, 3 steps, 1200 tokens",
                "Schema registry http://127.0.0.1:8081/apis/ccompat/v7 is unreachable",
                "agents.tasks.requested-3 at offset 17: key is dev",
                "Tokens per request: 17, basic settings are used",
                "The secret of the API keys is missing, so that they open nothing here",
                "sent to someone@example.org",
            })
    void ordinaryLinesStayAsTheyAre(String text) {
        assertThat(UNKNOWING.mask(text)).isSameAs(text);
    }

    @Test
    void whatIsTooShortOrAPathIsNoSecret() {
        LogSecrets.addAll(Set.of("short", "/run/secrets/planted", "1234567890"));

        String line = "short /run/secrets/planted 1234567890";
        assertThat(LogSecrets.masking().mask(line)).isEqualTo(line);
    }

    @Test
    void aSecretIsAlsoKnownAsJsonAndUrlsSpellIt() {
        LogSecrets.add("pla\"nted\\ secret+1");

        assertThat(
                        LogSecrets.masking()
                                .mask("a pla\\\"nted\\\\ secret+1 b pla%22nted%5C+secret%2B1"))
                .isEqualTo("a *** b ***");
    }

    @Test
    void variablesThatAreAskedForAreNoted() {
        var environment = LogSecrets.noting(name -> name.equals("TOOL") ? "noted-by-asking" : null);

        assertThat(environment.apply("TOOL")).isEqualTo("noted-by-asking");
        assertThat(environment.apply("OTHER")).isNull();
        assertThat(LogSecrets.masking().mask("it is noted-by-asking.")).isEqualTo("it is ***.");
    }
}
