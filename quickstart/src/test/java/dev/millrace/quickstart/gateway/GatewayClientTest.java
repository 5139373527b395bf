package dev.millrace.quickstart.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.quickstart.CommandFailure;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

class GatewayClientTest {

    @AutoClose private final FakeGateway gateway = new FakeGateway();

    @AutoClose
    private final GatewayClient client =
            new GatewayClient(
                    URI.create(gateway.url()), "a-key", Duration.ofSeconds(30), "Ask around.");

    @Test
    void eachMethodHasItsBodyAndItsKey() throws Exception {
        gateway.replying(200, "{\"n\":1}")
                .replying(200, "{}")
                .replying(201, "{}")
                .replying(202, "{}");

        assertThat(client.get("/v1/things").path("n").asInt()).isEqualTo(1);
        client.delete("/v1/things/1");
        client.post("/v1/things/1/turn");
        client.post("/v1/things", JsonMapper.shared().createObjectNode().put("n", 2));

        assertThat(gateway.requests())
                .containsExactly(
                        "GET /v1/things Bearer a-key",
                        "DELETE /v1/things/1 Bearer a-key",
                        "POST /v1/things/1/turn Bearer a-key",
                        "POST /v1/things Bearer a-key {\"n\":2}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | {\"detail\":\"No.\"} | 2 | The gateway says 400: No.",
                "413 | {\"detail\":\"Too long.\"} | 2 | The gateway says 413: Too long.",
                "422 | {\"detail\":\"No.\",\"errors\":[{\"field\":\"f\",\"message\":\"m\"}]} | 2 | f: m",
                "401 | {} | 1 | The gateway does not accept the key. Ask around.",
                "409 | {\"title\":\"Conflict\"} | 1 | The gateway says 409: Conflict",
                "500 | {} | 1 | The gateway says 500: (no explanation)",
                "302 | {} | 1 | The gateway says 302",
                "404 | <html> | 1 | is not Millrace",
                "200 | <html> | 1 | is not Millrace"
            })
    void whatIsRefusedIsExplained(int status, String body, int exitCode, String told) {
        gateway.replying(status, body);

        CommandFailure failure =
                catchThrowableOfType(CommandFailure.class, () -> client.get("/v1/things"));

        assertThat(failure.text()).contains(told);
        assertThat(failure.exitCode()).isEqualTo(exitCode);
    }

    @Test
    void aGatewayThatIsAwayIsToldWithTheCommandThatStartsIt() {
        gateway.close();

        CommandFailure failure =
                catchThrowableOfType(CommandFailure.class, () -> client.get("/v1/things"));

        assertThat(failure.text()).contains(gateway.url(), "./millrace up");
        assertThat(failure.exitCode()).isEqualTo(1);
    }
}
