package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

@Timeout(120)
@GatewayOverHttp
@TestPropertySource(
        properties = {
            "millrace.gateway.access.trusted-proxies=127.0.0.0/8",
            "millrace.gateway.http.bodies-wait=1s",
            "millrace.gateway.http.body-silence=60s",
            "millrace.gateway.http.unread-within=60s",
            "millrace.gateway.http.unread-per-address=2",
            "millrace.keys[0].key=key",
            "millrace.keys[0].tenant=dev",
            "millrace.keys[0].roles=submitter",
            "millrace.keys[1].key=other",
            "millrace.keys[1].tenant=other",
            "millrace.keys[1].roles=submitter"
        })
class BodySharesTest {

    private static final int LARGE = 8_000_000;

    @Autowired private HttpCaller http;

    private final List<SlowCaller> slow = new ArrayList<>();

    @AfterEach
    void endSlowCallers() throws Exception {
        for (SlowCaller caller : slow) {
            caller.close();
        }
    }

    @Test
    void whoAnnouncesMuchAndSendsLittleKeepsNobodyOut() throws Exception {
        for (int i = 0; i < 12; i++) {
            slow.add(new SlowCaller(http.port(), "/v1/tasks", "key", LARGE).send("{").drip());
        }

        assertThat(submit("key", 10)).isEqualTo(202);
        assertThat(submit("key", 200_000)).isEqualTo(202);
        assertThat(submit("other", 10)).isEqualTo(202);
        assertThat(submit("other", LARGE)).isEqualTo(202);
    }

    @Test
    void whoSendsMuchAndThenLittleKeepsOtherTenantsAndSmallBodiesIn() throws Exception {
        for (int i = 0; i < 4; i++) {
            slow.add(
                    new SlowCaller(http.port(), "/v1/tasks", "key", LARGE)
                            .send(" ".repeat(3_900_000))
                            .drip());
        }

        assertThat(submit("key", 10)).isEqualTo(202);
        assertThat(submit("other", LARGE)).isEqualTo(202);
    }

    @Test
    void anAddressThatIsRefusedIsHeardOutAFewTimesAtOnce() throws Exception {
        for (int i = 0; i < 3; i++) {
            SlowCaller caller =
                    new SlowCaller(http.port(), "/v1/tasks", "wrong", LARGE, "203.0.113.9").drip();
            slow.add(caller);
            assertThat(caller.status()).isEqualTo(401);
        }

        assertThat(slow.getLast().isCutOff()).isTrue();
    }

    private int submit(String key, int characters) throws Exception {
        String body =
                "{\"prompt\":\"p\",\"documents\":[{\"id\":\"a\",\"text\":\""
                        + "x".repeat(characters)
                        + "\"}]}";
        return http.post(http.request("/v1/tasks").header("X-API-Key", key), body).statusCode();
    }
}
