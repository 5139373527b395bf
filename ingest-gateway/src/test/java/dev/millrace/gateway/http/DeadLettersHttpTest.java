package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.gateway.audit.AuditAction;
import dev.millrace.gateway.audit.AuditEntry;
import dev.millrace.gateway.deadletters.FakeLetterLog;
import dev.millrace.gateway.deadletters.LetterId;
import dev.millrace.gateway.deadletters.Letters;
import dev.millrace.gateway.events.FakeWriter;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
@GatewayOverHttp
@TestPropertySource(
        properties = {
            "millrace.identity.operator-tenant=ops",
            "millrace.keys[0].key=submitter-key",
            "millrace.keys[0].tenant=acme",
            "millrace.keys[0].roles=submitter",
            "millrace.keys[1].key=operator-key",
            "millrace.keys[1].tenant=acme",
            "millrace.keys[1].user=olga",
            "millrace.keys[1].roles=operator",
            "millrace.keys[2].key=admin-key",
            "millrace.keys[2].tenant=ops",
            "millrace.keys[2].roles=admin"
        })
class DeadLettersHttpTest {

    private static final String LIST = "/v1/dead-letters";
    private static final String ONE = "/v1/dead-letters/{id}";
    private static final String REDRIVE = "/v1/dead-letters/{id}/redrive";
    private static final String DROP = "/v1/dead-letters/{id}/drop";
    private static final String MANY = "/v1/dead-letters/redrive";
    private static final String JOB = "/v1/dead-letters/redrives/{jobId}";
    private static final Instant AT = Letters.AT;
    private static final JsonMapper JSON = JsonMapper.shared();

    @Autowired private FakeLetterLog log;
    @Autowired private FakeWriter kafka;
    @Autowired private FakeAudit audit;
    @Autowired private Letters letters;

    @Autowired private HttpCaller http;

    private OpenApiContract contract;

    @BeforeEach
    void clear() throws Exception {
        log.clear();
        kafka.written().clear();
        audit.entries().clear();
        contract = new OpenApiContract(get("/openapi.yaml", "operator-key").body());
    }

    @Test
    void aListIsToldPageByPage() throws Exception {
        LetterId first = letters.failed("task-page-1", "acme", AT);
        LetterId second = letters.failed("task-page-2", "acme", AT.plusSeconds(1));

        HttpResponse<String> page = get(LIST + "?limit=1&topic=agents.tasks.admitted");
        contract.check("GET", LIST, page);
        JsonNode body = JSON.readTree(page.body());
        HttpResponse<String> next = get(LIST + "?limit=1&cursor=" + body.get("next").asString());
        contract.check("GET", LIST, next);

        assertThat(body.at("/items/0/id").asString()).isEqualTo(second.toString());
        assertThat(body.at("/items/0/taskId").asString()).isEqualTo("task-page-2");
        assertThat(body.at("/items/0/status").asString()).isEqualTo("open");
        assertThat(JSON.readTree(next.body()).at("/items/0/id").asString())
                .isEqualTo(first.toString());
    }

    @Test
    void aLetterIsShownAsJsonOrElseInBase64() throws Exception {
        LetterId failed = letters.failed("task-shown", "acme", AT);
        LetterId garbage = letters.garbage("agents.tasks.events", "shown", AT);

        HttpResponse<String> event = get("/v1/dead-letters/" + failed);
        HttpResponse<String> bytes = get("/v1/dead-letters/" + garbage, "admin-key");

        contract.check("GET", ONE, event);
        contract.check("GET", ONE, bytes);
        JsonNode shown = JSON.readTree(event.body());
        assertThat(shown.get("encoding").asString()).isEqualTo("json");
        assertThat(shown.at("/value/taskId").asString()).isEqualTo("task-shown");
        assertThat(shown.get("reason").asString()).isEqualTo("deadline");
        assertThat(JSON.readTree(bytes.body()).get("encoding").asString()).isEqualTo("base64");
        assertThat(JSON.readTree(bytes.body()).get("value").asString()).isEqualTo("Z2FyYmFnZQ==");
    }

    @Test
    void aRedriveAndADropAreAnsweredAndWrittenDown() throws Exception {
        LetterId failed = letters.failed("task-redriven", "acme", AT);
        LetterId dropped = letters.failed("task-dropped", "acme", AT);

        HttpResponse<String> redrive = post("/v1/dead-letters/" + failed + "/redrive", "");
        HttpResponse<String> drop = post("/v1/dead-letters/" + dropped + "/drop", "");
        HttpResponse<String> conflict = post("/v1/dead-letters/" + dropped + "/redrive", "");

        contract.check("POST", REDRIVE, redrive);
        contract.check("POST", DROP, drop);
        contract.check("POST", REDRIVE, conflict);
        assertThat(redrive.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(redrive.body()).get("redrivenAs").asString())
                .startsWith("redrive-");
        assertThat(JSON.readTree(drop.body()).get("status").asString()).isEqualTo("dropped");
        assertThat(conflict.statusCode()).isEqualTo(409);
        assertThat(audit.entries())
                .extracting(AuditEntry::action)
                .containsExactly(
                        AuditAction.DEAD_LETTER_REDRIVE,
                        AuditAction.DEAD_LETTER_DROP,
                        AuditAction.DEAD_LETTER_REDRIVE);
        assertThat(audit.entries()).allMatch(entry -> entry.caller().actor().equals("olga"));
    }

    @Test
    void manyAreRedrivenInTheBackground() throws Exception {
        letters.failed("task-many-1", "acme", AT);
        letters.failed("task-many-2", "acme", AT);
        letters.failed("task-many-3", "other", AT);

        HttpResponse<String> started =
                post(MANY, "{\"reason\":\"deadline\",\"ratePerSecond\":100,\"limit\":10}");

        assertThat(started.statusCode()).isEqualTo(202);
        contract.check("POST", MANY, started);
        String place = started.headers().firstValue("Location").orElseThrow();
        await().until(
                        () ->
                                JSON.readTree(get(place).body())
                                        .get("state")
                                        .asString()
                                        .equals("completed"));
        HttpResponse<String> ended = get(place);
        contract.check("GET", JOB, ended);
        assertThat(JSON.readTree(ended.body()).get("redriven").asInt()).isEqualTo(2);
        HttpResponse<String> unknown = get("/v1/dead-letters/redrives/none");
        assertThat(unknown.statusCode()).isEqualTo(404);
        contract.check("GET", JOB, unknown);
    }

    @ParameterizedTest
    @CsvSource({
        "topic=nothing, topic",
        "reason=, reason",
        "since=yesterday, since",
        "until=1, until",
        "tenant=other, tenant",
        "q=%20, q",
        "status=lost, status",
        "limit=0, limit",
        "limit=201, limit",
        "limit=x, limit",
        "cursor=x, cursor",
        "colour=red, colour",
        "limit=1&limit=2, limit"
    })
    void aBadParameterIsNamed(String query, String field) throws Exception {
        HttpResponse<String> response = get(LIST + "?" + query);

        assertThat(response.statusCode()).isEqualTo(422);
        contract.check("GET", LIST, response);
        assertThat(HttpCaller.wrongFields(response)).containsExactly(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"topic\":\"nothing\"} | 422 | topic",
                "{\"status\":\"open\"} | 422 | status",
                "{\"ratePerSecond\":0} | 422 | ratePerSecond",
                "{\"ratePerSecond\":\"1\"} | 422 | ratePerSecond",
                "{\"limit\":1.5} | 422 | limit",
                "{\"limit\":100001} | 422 | limit",
                "null | 422 | $",
                "{ | 400 |",
                " | 400 |"
            })
    void aBadOrderIsRefusedWithTheFieldNamed(String body, int status, String field)
            throws Exception {
        HttpResponse<String> response = post(MANY, body == null ? "" : body);

        assertThat(response.statusCode()).isEqualTo(status);
        contract.check("POST", MANY, response);
        assertThat(HttpCaller.wrongFields(response))
                .isEqualTo(field == null ? List.of() : List.of(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "agents.tasks.events:0:1", "agents.tasks.events.dlq:9:1"})
    void whatNamesNoLetterIsABadParameter(String id) throws Exception {
        HttpResponse<String> response = get("/v1/dead-letters/" + id);

        assertThat(response.statusCode()).isEqualTo(422);
        contract.check("GET", ONE, response);
        assertThat(HttpCaller.wrongFields(response)).containsExactly("id");
    }

    @Test
    void aLetterThatIsNotThereOrNotToBeSeenIsUnknown() throws Exception {
        LetterId other = letters.failed("task-of-another", "other", AT);

        for (String id : List.of("agents.tasks.events.dlq:0:99", other.toString())) {
            HttpResponse<String> shown = get("/v1/dead-letters/" + id);
            HttpResponse<String> redrive = post("/v1/dead-letters/" + id + "/redrive", "");
            HttpResponse<String> drop = post("/v1/dead-letters/" + id + "/drop", "");

            assertThat(List.of(shown, redrive, drop))
                    .extracting(HttpResponse::statusCode)
                    .containsOnly(404);
            contract.check("GET", ONE, shown);
            contract.check("POST", REDRIVE, redrive);
            contract.check("POST", DROP, drop);
        }
    }

    @Test
    void onlyOperatorsAndAdminsPass() throws Exception {
        HttpResponse<String> list = get(LIST, "submitter-key");
        HttpResponse<String> one = get("/v1/dead-letters/x", "submitter-key");
        HttpResponse<String> job = get("/v1/dead-letters/redrives/x", "submitter-key");
        HttpResponse<String> many = post(MANY, "{}", "submitter-key");
        HttpResponse<String> drop = post("/v1/dead-letters/x/drop", "", "submitter-key");
        HttpResponse<String> redrive = post("/v1/dead-letters/x/redrive", "", "submitter-key");

        assertThat(List.of(list, one, job, many, drop, redrive))
                .extracting(HttpResponse::statusCode)
                .containsOnly(403);
        contract.check("GET", LIST, list);
        contract.check("GET", ONE, one);
        contract.check("GET", JOB, job);
        contract.check("POST", MANY, many);
        contract.check("POST", DROP, drop);
        contract.check("POST", REDRIVE, redrive);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return get(path, "operator-key");
    }

    private HttpResponse<String> get(String path, String key) throws Exception {
        return http.send(request(path, key));
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return post(path, body, "operator-key");
    }

    private HttpResponse<String> post(String path, String body, String key) throws Exception {
        return http.post(request(path, key), body);
    }

    private HttpRequest.Builder request(String path, String key) {
        return http.request(path).header("Authorization", "Bearer " + key);
    }
}
