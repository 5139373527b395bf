package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.gateway.limits.OpenRequests;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
@GatewayOverHttp
@TestPropertySource(
        properties = {
            "millrace.gateway.rates.tenants.slow.tenant-requests=1/h burst 2",
            "millrace.gateway.rates.tenants.terse.user-characters=1/h burst 10",
            "millrace.gateway.rates.tenants.busy.calls=1/h burst 3",
            "millrace.gateway.rates.failed-attempts=1/h burst 3",
            "millrace.gateway.access.trusted-proxies=127.0.0.1",
            "millrace.gateway.open.waits-per-tenant=1",
            "millrace.keys[0].key=slow-key",
            "millrace.keys[0].tenant=slow",
            "millrace.keys[0].user=u",
            "millrace.keys[0].roles=submitter",
            "millrace.keys[1].key=terse-key",
            "millrace.keys[1].tenant=terse",
            "millrace.keys[1].user=u",
            "millrace.keys[1].roles=submitter",
            "millrace.keys[2].key=busy-key",
            "millrace.keys[2].tenant=busy",
            "millrace.keys[2].user=u",
            "millrace.keys[2].roles=submitter,viewer",
            "millrace.keys[3].key=free-key",
            "millrace.keys[3].tenant=free",
            "millrace.keys[3].user=u",
            "millrace.keys[3].roles=submitter,viewer",
            "millrace.keys[4].key=new-key",
            "millrace.keys[4].tenant=free",
            "millrace.keys[4].user=u",
            "millrace.keys[4].roles=submitter,viewer"
        })
class LimitsHttpTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Autowired private OpenRequests open;

    @Autowired private HttpCaller http;

    private OpenApiContract contract;

    @BeforeEach
    void readContract() throws Exception {
        contract = new OpenApiContract(get("free-key", "/openapi.yaml").body());
    }

    @Test
    void submissionsTellWhatIsLeftAndThenWhenToComeAgain() throws Exception {
        HttpResponse<String> first = post("slow-key", "a");
        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(header(first, "RateLimit-Policy"))
                .startsWith("\"tenant-requests\";q=2;w=7200, ");
        assertThat(header(first, "RateLimit")).startsWith("\"tenant-requests\";r=1;t=3600, ");
        assertThat(post("slow-key", "a").statusCode()).isEqualTo(202);

        HttpResponse<String> refused = post("slow-key", "a");

        assertThat(refused.statusCode()).isEqualTo(429);
        contract.check("POST", "/v1/tasks", refused);
        assertThat(problem(refused).path("type").asString())
                .isEqualTo("urn:millrace:problem:rate-limited");
        assertThat(problem(refused).path("detail").asString()).contains("tenant-requests");
        assertThat(Long.parseLong(header(refused, "Retry-After"))).isBetween(3_000L, 3_600L);
        assertThat(header(refused, "RateLimit")).startsWith("\"tenant-requests\";r=0;t=7");
        assertThat(post("free-key", "a").statusCode()).isEqualTo(202);
    }

    @Test
    void charactersOfPromptsAreLimitedToo() throws Exception {
        assertThat(post("terse-key", "four").statusCode()).isEqualTo(202);
        HttpResponse<String> refused = post("terse-key", "seven..");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(problem(refused).path("detail").asString()).contains("user-characters");
    }

    @Test
    void whoAsksTooOftenIsToldSo() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(get("busy-key", "/v1/tasks/none").statusCode()).isEqualTo(404);
        }
        HttpResponse<String> refused = get("busy-key", "/v1/tasks/none");

        assertThat(refused.statusCode()).isEqualTo(429);
        contract.check("GET", "/v1/tasks/{id}", refused);
        assertThat(header(refused, "RateLimit")).startsWith("\"calls\";r=0;");
        assertThat(get("free-key", "/v1/tasks/none").statusCode()).isEqualTo(404);
    }

    @Test
    void fromWhereTooMuchCameThatOpensNothingNothingMoreIsLookedAt() throws Exception {
        assertThat(from("192.0.2.1", "free-key").statusCode()).isEqualTo(404);
        assertThat(from("192.0.2.1", "none").statusCode()).isEqualTo(401);
        assertThat(from("192.0.2.1", null).statusCode()).isEqualTo(401);
        assertThat(from("192.0.2.1", "none").statusCode()).isEqualTo(401);

        HttpResponse<String> refused = from("192.0.2.1", "none");

        assertThat(refused.statusCode()).isEqualTo(429);
        contract.check("GET", "/v1/tasks/{id}", refused);
        assertThat(Long.parseLong(header(refused, "Retry-After"))).isBetween(3_000L, 3_600L);
        assertThat(header(refused, "RateLimit")).startsWith("\"failed-attempts\";r=0;t=");
        assertThat(header(refused, "RateLimit-Policy"))
                .isEqualTo("\"failed-attempts\";q=3;w=10800");
        assertThat(from("192.0.2.1", null).statusCode()).isEqualTo(429);
        assertThat(from("192.0.2.1", "new-key").statusCode())
                .as("a key that was not seen lately could be a guess")
                .isEqualTo(429);
        assertThat(from("192.0.2.1", "free-key").statusCode())
                .as("a key that was good a moment ago")
                .isEqualTo(404);
        assertThat(from("192.0.2.2", "none").statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> from(String address, @Nullable String key) throws Exception {
        HttpRequest.Builder request =
                http.request("/v1/tasks/none")
                        .timeout(Duration.ofSeconds(20))
                        .header("X-Forwarded-For", "198.51.100.7, " + address);
        return http.send(key == null ? request : request.header("X-API-Key", key));
    }

    @Test
    void noMoreCallersOfATenantWaitThanMay() throws Exception {
        try (var _ = open.acquire(OpenRequests.Kind.WAIT, "free")) {
            HttpResponse<String> refused = wait("free-key");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(header(refused, "Retry-After")).isEqualTo("5");
            assertThat(get("free-key", "/v1/tasks/none").statusCode()).isEqualTo(404);
        }
        assertThat(wait("free-key").statusCode()).isEqualTo(404);
        await().untilAsserted(() -> assertThat(open.count(OpenRequests.Kind.WAIT)).isZero());
    }

    private HttpResponse<String> post(String key, String prompt) throws Exception {
        return http.post(request(key, "/v1/tasks"), "{\"prompt\":\"" + prompt + "\"}");
    }

    private HttpResponse<String> get(String key, String path) throws Exception {
        return http.send(request(key, path));
    }

    private HttpResponse<String> wait(String key) throws Exception {
        return http.send(request(key, "/v1/tasks/none").header("Prefer", "wait=1"));
    }

    private HttpRequest.Builder request(String key, String path) {
        return http.request(path).timeout(Duration.ofSeconds(20)).header("X-API-Key", key);
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static JsonNode problem(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }
}
