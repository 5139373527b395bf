package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

@Timeout(120)
@GatewayOverHttp
@TestPropertySource(
        properties = {
            "millrace.gateway.http.body-silence=500ms",
            "millrace.gateway.http.unread-within=500ms",
            "millrace.keys[0].key=key",
            "millrace.keys[0].tenant=dev",
            "millrace.keys[0].user=dev",
            "millrace.keys[0].roles=submitter,viewer,operator,admin"
        })
class SlowBodiesTest {

    @Value("${local.server.port}")
    private int port;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/tasks",
                "/v1/tasks/x/cancel",
                "/v1/keys",
                "/v1/keys/x/rotate",
                "/v1/dead-letters/redrive",
                "/v1/chat/completions",
                "/v1/responses"
            })
    void aBodyThatStopsComingIsToldSoAndCutOff(String path) throws Exception {
        try (SlowCaller caller = new SlowCaller(port, path, "key", 50).send("{")) {
            assertThat(caller.status()).isEqualTo(408);
            assertThat(caller.isCutOff()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/tasks", "/v1/tasks/x/cancel", "/v1/keys", "/v1/responses"})
    void aBodyThatComesInDropsIsToldSoAndCutOff(String path) throws Exception {
        try (SlowCaller caller = new SlowCaller(port, path, "key", 60_000).drip()) {
            assertThat(caller.status()).isEqualTo(408);
            assertThat(caller.isCutOff()).isTrue();
        }
    }

    @Test
    void whoIsRefusedAndGoesOnInDropsIsCutOff() throws Exception {
        try (SlowCaller caller = new SlowCaller(port, "/v1/tasks", "wrong", 1_000_000).drip()) {
            assertThat(caller.status()).isEqualTo(401);
            assertThat(caller.isCutOff()).isTrue();
        }
    }

    @Test
    void aBodyThatComesInPiecesIsTaken() throws Exception {
        String body = "{\"prompt\":\"Why?\"}";
        try (SlowCaller caller = new SlowCaller(port, "/v1/tasks", "key", body.length())) {
            caller.send(body.substring(0, 5)).send(body.substring(5));

            assertThat(caller.status()).isEqualTo(202);
        }
    }

    @Test
    void betweenRequestsACallerMayBeSilentForLonger() throws Exception {
        String body = "{\"prompt\":\"Why?\"}";
        try (SlowCaller caller = new SlowCaller(port, "/v1/tasks", "key", body.length())) {
            caller.send(body);

            assertThat(caller.status()).isEqualTo(202);
            assertThat(caller.mayBeSilentFor(Duration.ofSeconds(2))).isTrue();
        }
    }
}
