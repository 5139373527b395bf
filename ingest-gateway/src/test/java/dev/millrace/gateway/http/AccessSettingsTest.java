package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.audit.AuditEntry;
import dev.millrace.gateway.metrics.GatewayMetric;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

@Timeout(60)
@GatewayOverHttp
@TestPropertySource(
        properties = {
            "millrace.gateway.access.open-metrics=false",
            "millrace.gateway.access.trusted-proxies=127.0.0.0/8",
            "millrace.gateway.access.cors-origins[0]=https://app.example"
        })
class AccessSettingsTest {

    @Autowired private FakeAudit audit;
    @Autowired private MeterRegistry meters;

    @Autowired private HttpCaller http;

    static {
        // The client would otherwise not send what browsers do.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "origin");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/tasks/x, dev-key, 404",
        "/v1/tasks, '', 401",
        "/openapi.yaml, '', 200",
        "/actuator/health, '', 200",
        "/nothing, '', 404",
        "/v1/tasks/x%00, dev-key, 400"
    })
    void everyAnswerTellsBrowsersToBeCareful(String path, String key, int status) throws Exception {
        HttpResponse<String> response = http.send(request(path, key));

        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().allValues("X-Content-Type-Options"))
                .containsExactly("nosniff");
        assertThat(response.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "frame-ancestors 'none'");
        assertThat(response.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(response.headers().firstValue("Strict-Transport-Security")).isEmpty();
        assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/tasks/x", "/v1/keys", "/v1/nothing"})
    void nothingBelowV1IsStored(String path) throws Exception {
        assertThat(http.send(request(path, "dev-key")).headers().allValues("Cache-Control"))
                .containsExactly("no-store");
    }

    @Test
    void behindTlsOfATrustedProxyBrowsersAreToldToStayThere() throws Exception {
        HttpResponse<String> response =
                http.send(request("/openapi.yaml", "").header("X-Forwarded-Proto", "https"));

        assertThat(response.headers().firstValue("Strict-Transport-Security")).isPresent();
    }

    @Test
    void aRequestKeepsItsNameAndTheAddressBehindTheProxy() throws Exception {
        HttpResponse<String> response =
                http.send(
                        request("/v1/keys", "wrong")
                                .header("X-Request-Id", "request-7")
                                .header("X-Forwarded-For", "198.51.100.1, 203.0.113.9"));

        assertThat(response.headers().firstValue("X-Request-Id")).contains("request-7");
        assertThat(audit.notes())
                .extracting(AuditEntry::caller)
                .anySatisfy(
                        caller -> {
                            assertThat(caller.clientAddress()).isEqualTo("203.0.113.9");
                            assertThat(caller.requestId()).isEqualTo("request-7");
                        });
        assertThat(
                        http.send(request("/v1/keys", ""))
                                .headers()
                                .firstValue("X-Request-Id")
                                .orElseThrow())
                .matches("[0-9a-f]{32}");
    }

    @Test
    void pagesOfANamedOriginMayAskWithoutAKeyWhatTheyMay() throws Exception {
        HttpResponse<String> preflight = preflight("https://app.example", "POST");

        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin"))
                .contains("https://app.example");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers").orElseThrow())
                .contains("authorization");
        assertThat(preflight.headers().firstValue("Access-Control-Allow-Credentials")).isEmpty();
        HttpResponse<String> real =
                http.send(
                        request("/v1/tasks/x", "dev-key").header("Origin", "https://app.example"));
        assertThat(real.statusCode()).isEqualTo(404);
        assertThat(real.headers().firstValue("Access-Control-Allow-Origin"))
                .contains("https://app.example");
        HttpResponse<String> refused =
                http.send(request("/v1/tasks/x", "").header("Origin", "https://app.example"));
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).isPresent();
    }

    @Test
    void pagesOfOtherOriginsMayNothing() throws Exception {
        for (HttpResponse<String> response :
                List.of(
                        preflight("https://evil.example", "POST"),
                        preflight("https://app.example", "PATCH"),
                        http.send(
                                request("/v1/tasks/x", "dev-key")
                                        .header("Origin", "https://evil.example")))) {
            assertThat(response.statusCode()).isEqualTo(403);
            assertThat(response.headers().firstValue("Content-Type"))
                    .contains("application/problem+json");
            assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @Test
    void whatOpenAisClientSendsFromABrowserIsAllowed() throws Exception {
        List<String> sent =
                List.of(
                        "authorization",
                        "content-type",
                        "idempotency-key",
                        "openai-organization",
                        "openai-project",
                        "openai-beta",
                        "user-agent",
                        "x-stainless-arch",
                        "x-stainless-custom-poll-interval",
                        "x-stainless-helper-method",
                        "x-stainless-lang",
                        "x-stainless-os",
                        "x-stainless-package-version",
                        "x-stainless-poll-helper",
                        "x-stainless-retry-count",
                        "x-stainless-runtime",
                        "x-stainless-runtime-version",
                        "x-stainless-timeout");

        HttpResponse<String> preflight =
                preflight("https://app.example", "POST", String.join(",", sent) + ",x-other");

        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(
                        preflight
                                .headers()
                                .firstValue("Access-Control-Allow-Headers")
                                .orElseThrow()
                                .split(", ?"))
                .containsExactlyInAnyOrderElementsOf(sent);
        HttpResponse<String> real =
                http.send(
                        request("/v1/tasks/x", "dev-key").header("Origin", "https://app.example"));
        assertThat(real.headers().firstValue("Access-Control-Expose-Headers").orElseThrow())
                .contains("X-Request-Id", "Retry-After", "X-Should-Retry");
    }

    @Test
    void aRefusedOriginIsCountedAndWrittenDown() throws Exception {
        double counted = forbidden();
        HttpResponse<String> refused =
                http.send(
                        request("/v1/models", "dev-key").header("Origin", "https://evil.example"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"error\":{\"message\":\"This origin");
        assertThat(forbidden()).isEqualTo(counted + 1);
        assertThat(audit.notes())
                .anySatisfy(
                        note -> {
                            assertThat(note.details()).containsEntry("problem", "forbidden");
                        });
    }

    private double forbidden() {
        return meters
                .find(GatewayMetric.PROBLEMS.metricName())
                .tag(GatewayMetric.TYPE_TAG, "forbidden")
                .counters()
                .stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @ParameterizedTest
    @CsvSource({
        "/actuator, 401, 200",
        "/actuator/info, 401, 200",
        "/actuator/prometheus, 401, 200",
        "/actuator/metrics, 401, 200",
        "/actuator/health/../prometheus, 400, 400",
        "/actuator/health;/%2E%2e;x/prometheus, 400, 400",
        "/actuator/health, 200, 200",
        "/actuator/health/liveness, 200, 200"
    })
    void whatIsMeasuredCanBeClosed(String path, int without, int with) throws Exception {
        assertThat(http.send(request(path, "")).statusCode()).isEqualTo(without);
        assertThat(http.send(request(path, "dev-key")).statusCode()).isEqualTo(with);
    }

    @Test
    void theDevelopmentKeyIsToldOf() throws Exception {
        String info = http.send(request("/actuator/info", "dev-key")).body();

        assertThat(info).contains("\"developmentKey\":\"on\"", "DEVELOPMENT MODE");
    }

    private HttpResponse<String> preflight(String origin, String method) throws Exception {
        return preflight(origin, method, "authorization,content-type");
    }

    private HttpResponse<String> preflight(String origin, String method, String headers)
            throws Exception {
        return http.send(
                request("/v1/tasks", "")
                        .header("Origin", origin)
                        .header("Access-Control-Request-Method", method)
                        .header("Access-Control-Request-Headers", headers)
                        .method("OPTIONS", BodyPublishers.noBody()));
    }

    private HttpRequest.Builder request(String path, String key) {
        HttpRequest.Builder request = http.request(path);
        if (!key.isEmpty()) {
            request.header("X-API-Key", key);
        }
        return request;
    }
}
