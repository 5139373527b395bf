package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.millrace.StepKind;
import dev.millrace.TaskEventKind;
import dev.millrace.TaskState;
import dev.millrace.gateway.audit.AuditAction;
import dev.millrace.gateway.audit.AuditEntry;
import dev.millrace.gateway.audit.AuditOutcome;
import dev.millrace.gateway.submission.NewTask;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TaskView.Lookup;
import dev.millrace.gateway.view.TimelineEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(60)
@GatewayOverHttp
@TestPropertySource(
        properties = {
            "millrace.keys[0].key=dev-key",
            "millrace.keys[0].tenant=dev",
            "millrace.keys[0].user=dev",
            "millrace.keys[0].roles=submitter",
            "millrace.keys[1].key=other-key",
            "millrace.keys[1].tenant=other",
            "millrace.keys[1].roles=viewer",
            "millrace.gateway.access.cors-origins="
        })
class GatewayHttpTest {

    private static final String TASKS = "/v1/tasks";
    private static final String TASK = "/v1/tasks/{id}";
    private static final String CANCEL = "/v1/tasks/{id}/cancel";
    private static final String TIMELINE = "/v1/tasks/{id}/timeline";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MIB = 1024 * 1024;

    @Autowired private FakeSubmissions submissions;
    @Autowired private FakeCommands commands;
    @Autowired private FakeAudit audit;
    @Autowired private FakeView view;
    @Autowired private RequestMappingHandlerMapping requestMappingHandlerMapping;

    @Autowired private HttpCaller http;

    private OpenApiContract contract;

    @BeforeEach
    void readContract() throws Exception {
        submissions.tasks().clear();
        submissions.setAway(false);
        commands.cancels().clear();
        commands.setAway(false);
        audit.entries().clear();
        audit.notes().clear();
        HttpResponse<String> document = http.send(http.request("/openapi.yaml"));
        assertThat(document.statusCode()).isEqualTo(200);
        contract = new OpenApiContract(document.body());
        contract.check("GET", "/openapi.yaml", document);
    }

    @Test
    void anAcceptedTaskIsAnsweredWithItsPlace() throws Exception {
        HttpResponse<String> response =
                post(
                        """
                        {"agent":"default","prompt":"Why?","documents":[{"id":"a","title":"A","text":"Because."}],
                        "sessionId":"s","priority":"high","deadline":"PT5M","maxCostUsd":0.5,
                        "metadata":{"k":"v"}}""");

        assertThat(response.statusCode()).isEqualTo(202);
        contract.check("POST", TASKS, response);
        JsonNode body = JSON.readTree(response.body());
        assertThat(response.headers().firstValue("Location"))
                .contains("/v1/tasks/" + body.get("id").asString());
        assertThat(submissions.tasks()).hasSize(1);
        NewTask task = submissions.tasks().getFirst();
        assertThat(task.id()).isEqualTo(body.get("id").asString());
        assertThat(task.tenantId()).isEqualTo("dev");
        assertThat(task.userId()).isEqualTo("dev");
        assertThat(task.roles()).containsExactly("submitter");
        assertThat(task.createdAt()).isEqualTo(Instant.parse(body.get("createdAt").asString()));
        assertThat(task.deadline()).isEqualTo(task.createdAt().plusSeconds(300));
        assertThat(task.maxCostMicroUsd()).isEqualTo(500_000);
        assertThat(task.documents()).containsExactly(new NewTask.Document("a", "A", "Because."));
    }

    @Test
    void unicodeArrivesUnchanged() throws Exception {
        post("{\"prompt\":\"\\u00fcber \uD83D\uDE00 \u4E2D\"}");

        assertThat(submissions.tasks().getFirst().prompt())
                .isEqualTo("\u00FCber \uD83D\uDE00 \u4E2D");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{} | 422 | prompt",
                "{\"prompt\":\"\"} | 422 | prompt",
                "{\"prompt\":\" \"} | 422 | prompt",
                "{\"prompt\":5} | 422 | prompt",
                "{\"prompt\":\"p\",\"agent\":\"nobody\"} | 422 | agent",
                "{\"prompt\":\"p\",\"priority\":\"urgent\"} | 422 | priority",
                "{\"prompt\":\"p\",\"deadline\":\"P2D\"} | 422 | deadline",
                "{\"prompt\":\"p\",\"maxCostUsd\":-1} | 422 | maxCostUsd",
                "{\"prompt\":\"p\",\"maxCostUsd\":\"1\"} | 422 | maxCostUsd",
                "{\"prompt\":\"p\",\"documents\":[{\"id\":\"a\",\"text\":\"\"},{\"id\":\"b\"}]} | 422 | documents[1].text",
                "{\"prompt\":\"p\",\"documents\":[{\"text\":\"t\"}]} | 422 | documents[0].id",
                "{\"prompt\":\"p\",\"documents\":[{\"id\":\"a\",\"text\":\"\",\"x\":1}]} | 422 | documents[0].x",
                "{\"prompt\":\"p\",\"metadata\":{\"a\":1}} | 422 | metadata.a",
                "{\"prompt\":\"p\",\"tenant\":\"x\"} | 422 | tenant",
                "[] | 422 | $",
                "{\"prompt\": | 400 |",
                "{\"prompt\":\"p\"}} | 400 |",
                "x | 400 |"
            })
    void aBadBodyIsRefusedWithTheFieldNamed(String body, int status, String field)
            throws Exception {
        HttpResponse<String> response = post(body);

        assertThat(response.statusCode()).isEqualTo(status);
        contract.check("POST", TASKS, response);
        assertThat(HttpCaller.wrongFields(response))
                .isEqualTo(field == null ? List.of() : List.of(field));
        assertThat(submissions.tasks()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"prompt\":\"p\"}",
                "{\"prompt\":\"p\",\"agent\":null,\"documents\":null,\"metadata\":null}",
                "{\"prompt\":\"p\",\"documents\":[{\"id\":\"a\",\"text\":\"\"}]}",
                "{}",
                "{\"prompt\":\"\"}",
                "{\"prompt\":5}",
                "{\"prompt\":\"p\",\"priority\":\"urgent\"}",
                "{\"prompt\":\"p\",\"maxCostUsd\":-1}",
                "{\"prompt\":\"p\",\"documents\":[{\"id\":\"a\"}]}",
                "{\"prompt\":\"p\",\"metadata\":{\"a\":null}}",
                "{\"prompt\":\"p\",\"x\":1}"
            })
    void theDocumentAllowsWhatIsAccepted(String body) throws Exception {
        assertThat(contract.allowsSubmission(body)).isEqualTo(post(body).statusCode() == 202);
    }

    @Test
    void allBadFieldsAreNamedTogether() throws Exception {
        HttpResponse<String> response =
                post("{\"prompt\":5,\"priority\":\"x\",\"deadline\":\"x\",\"y\":1}");

        assertThat(HttpCaller.wrongFields(response))
                .containsExactly("prompt", "y", "priority", "deadline");
    }

    @Test
    void aBodyInAnotherEncodingIsUnreadable() throws Exception {
        HttpResponse<String> response =
                http.send(
                        request(TASKS)
                                .header("Content-Type", "application/json")
                                .POST(
                                        BodyPublishers.ofString(
                                                "{\"prompt\":\"\u00E9\"}",
                                                StandardCharsets.ISO_8859_1)));

        assertThat(response.statusCode()).isEqualTo(400);
        contract.check("POST", TASKS, response);
    }

    @Test
    void aBodyThatIsNestedTooDeeplyIsUnreadable() throws Exception {
        HttpResponse<String> response = post("[".repeat(200_000));

        assertThat(response.statusCode()).isEqualTo(400);
        contract.check("POST", TASKS, response);
    }

    @ParameterizedTest
    @CsvSource({
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json;charset=utf-16",
        "application/problem+json"
    })
    void onlyJsonInUtf8IsTaken(String type) throws Exception {
        HttpResponse<String> response =
                http.send(
                        request(TASKS)
                                .header("Content-Type", type)
                                .POST(BodyPublishers.ofString("{\"prompt\":\"p\"}")));

        assertThat(response.statusCode()).isEqualTo(415);
        contract.check("POST", TASKS, response);
    }

    @Test
    void aCompressedBodyIsNotTaken() throws Exception {
        HttpResponse<String> response =
                http.send(
                        request(TASKS)
                                .header("Content-Type", "application/json")
                                .header("Content-Encoding", "gzip")
                                .POST(BodyPublishers.ofString("{\"prompt\":\"p\"}")));

        assertThat(response.statusCode()).isEqualTo(415);
    }

    @Test
    void answersAreJsonOnly() throws Exception {
        HttpResponse<String> response =
                http.send(request("/v1/tasks/x").setHeader("Accept", "text/html"));

        assertThat(response.statusCode()).isEqualTo(406);
        contract.check("GET", TASK, response);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1",
                "/v1/",
                "/v1/tasks",
                "/v1/tasks/x",
                "/v1/nothing/here",
                "/v1//tasks",
                "/%761/tasks"
            })
    void nothingBelowV1IsToldWithoutAKey(String path) throws Exception {
        for (HttpRequest.Builder request :
                List.of(
                        http.request(path),
                        http.request(path).header("X-API-Key", "wrong"),
                        http.request(path).header("Authorization", "Bearer wrong"),
                        http.request(path).header("Authorization", "Basic ZGV2"),
                        http.request(path).header("Authorization", "Bearer "))) {
            HttpResponse<String> response = http.send(request);

            assertThat(response.statusCode()).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
            contract.check("GET", TASK, response);
        }
    }

    @Test
    void eitherHeaderCarriesTheKey() throws Exception {
        HttpResponse<String> response =
                http.send(http.request("/v1/tasks/x").header("X-API-Key", "other-key"));

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(view.lastTenant()).isEqualTo("other");
    }

    @Test
    void healthAndContractAreOpen() throws Exception {
        assertThat(http.send(http.request("/actuator/health")).statusCode()).isEqualTo(200);
        assertThat(http.send(http.request("/actuator/health/liveness")).statusCode())
                .isEqualTo(200);
        assertThat(http.send(http.request("/actuator/health/readiness")).statusCode())
                .isEqualTo(200);
        HttpResponse<String> metrics = http.send(http.request("/actuator/prometheus"));
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body()).contains("millrace_gateway_tasks_accepted_total");
    }

    @Test
    void theDescriptionOfTheTopicsIsServed() throws Exception {
        HttpResponse<String> document = http.send(http.request("/asyncapi.yaml"));

        contract.check("GET", "/asyncapi.yaml", document);
        Map<String, Object> content = new Yaml().load(document.body());
        assertThat(content.get("asyncapi")).isEqualTo("3.0.0");
        assertThat(content.get("channels"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsKeys("agents.tasks.requested", "agents.tasks.requested.dlq");
    }

    @ParameterizedTest
    @CsvSource({"/v1/nothing", "/nothing", "/v1/tasks/a/b", "/"})
    void anUnknownPathIsAProblem(String path) throws Exception {
        HttpResponse<String> response = http.send(request(path));

        assertThat(response.statusCode()).isEqualTo(404);
        contract.check("GET", TASK, response);
        assertThat(JSON.readTree(response.body()).get("instance").asString()).isEqualTo(path);
    }

    @Test
    void whatTheServerItselfRefusesIsAProblem() throws Exception {
        HttpResponse<String> response = http.send(request("/v1/tasks/x%00"));

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(JSON.readTree(response.body()).get("errors").isEmpty()).isTrue();
    }

    @Test
    void aTaskIdMayHaveASlash() throws Exception {
        view.answer("a/b", new Lookup.Unavailable("found"));

        assertThat(http.send(request("/v1/tasks/a%2Fb")).statusCode()).isEqualTo(503);
        assertThat(http.send(http.request("/v1%2Ftasks/x")).statusCode()).isEqualTo(404);
    }

    @Test
    void anotherMethodIsAProblem() throws Exception {
        HttpResponse<String> response = http.send(request(TASKS).DELETE());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains("POST");
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
    }

    @Test
    void kafkaAwayMeansComeAgain() throws Exception {
        submissions.setAway(true);

        HttpResponse<String> response = post("{\"prompt\":\"p\"}");

        assertThat(response.statusCode()).isEqualTo(503);
        contract.check("POST", TASKS, response);
    }

    @Test
    void aTaskIsShownWithAllItsFields() throws Exception {
        Instant at = Instant.parse("2026-11-21T08:00:00.120Z");
        view.answer(
                "done",
                new Lookup.Found(
                        new TaskStatus(
                                "done",
                                "dev",
                                "default",
                                TaskState.completed,
                                1,
                                3,
                                at,
                                at,
                                3,
                                new TaskStatus.Result(
                                        "Because. [1]",
                                        List.of(new TaskStatus.Citation("a", "Because.", 0.5)),
                                        "extractive",
                                        false),
                                new TaskStatus.Usage(10, 5, 1, 0),
                                null,
                                null,
                                null)));

        HttpResponse<String> response = http.send(request("/v1/tasks/done"));

        assertThat(response.statusCode()).isEqualTo(200);
        contract.check("GET", TASK, response);
        assertThat(response.body())
                .isEqualTo(
                        """
                        {"id":"done","state":"completed","agent":"default","step":1,"maxSteps":3,\
                        "createdAt":"2026-11-21T08:00:00.120Z","updatedAt":"2026-11-21T08:00:00.120Z",\
                        "result":{"text":"Because. [1]",\
                        "citations":[{"documentId":"a","quote":"Because.","score":0.5}],\
                        "model":"extractive","degraded":false},\
                        "usage":{"inputTokens":10,"outputTokens":5,"costUsd":0.000001},"error":null,\
                        "redriveOf":null,"redrivenAs":null}""");
    }

    @Test
    void aTaskThatDidNotCompleteTellsWhy() throws Exception {
        Instant at = Instant.parse("2026-11-21T08:00:00Z");
        view.answer(
                "rejected",
                new Lookup.Found(
                        new TaskStatus(
                                "rejected",
                                "dev",
                                "default",
                                TaskState.rejected,
                                0,
                                0,
                                at,
                                at,
                                1,
                                null,
                                null,
                                new TaskStatus.Problem("validation", "Not valid", "prompt"),
                                null,
                                null)));
        view.answer(
                "waiting",
                new Lookup.Found(
                        new TaskStatus(
                                "waiting",
                                "dev",
                                "default",
                                TaskState.input_required,
                                1,
                                3,
                                at,
                                at,
                                2,
                                null,
                                null,
                                null,
                                null,
                                null)));

        HttpResponse<String> rejected = http.send(request("/v1/tasks/rejected"));
        HttpResponse<String> waiting = http.send(request("/v1/tasks/waiting"));

        contract.check("GET", TASK, rejected);
        contract.check("GET", TASK, waiting);
        assertThat(JSON.readTree(rejected.body()).at("/error/type").asString())
                .isEqualTo("validation");
        assertThat(JSON.readTree(waiting.body()).get("state").asString())
                .isEqualTo("input-required");
    }

    @Test
    void aCancelIsHandedOnAndWrittenDown() throws Exception {
        view.answer("running", new Lookup.Found(task("running", TaskState.working)));

        HttpResponse<String> response =
                http.send(
                        request("/v1/tasks/running/cancel")
                                .header("Content-Type", "application/json")
                                .header("X-Request-Id", "request-1")
                                .POST(BodyPublishers.ofString("{\"reason\":\"not needed\"}")));

        assertThat(response.statusCode()).isEqualTo(202);
        contract.check("POST", CANCEL, response);
        assertThat(JSON.readTree(response.body()).get("state").asString()).isEqualTo("working");
        assertThat(commands.cancels())
                .containsExactly(new FakeCommands.Cancel("running", "dev", "dev", "not needed"));
        AuditEntry entry = audit.entries().getFirst();
        assertThat(entry.action()).isEqualTo(AuditAction.TASK_CANCEL);
        assertThat(entry.target()).isEqualTo("running");
        assertThat(entry.tenantId()).isEqualTo("dev");
        assertThat(entry.caller().actor()).isEqualTo("dev");
        assertThat(entry.caller().clientAddress()).isEqualTo("127.0.0.1");
        assertThat(entry.caller().requestId()).isEqualTo("request-1");
    }

    @Test
    void aCancelNeedsNoBody() throws Exception {
        view.answer("running", new Lookup.Found(task("running", TaskState.working)));

        HttpResponse<String> response = cancel("running", "");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(commands.cancels().getFirst().reason()).isEmpty();
    }

    @Test
    void aTaskThatHasEndedStaysAsItIs() throws Exception {
        view.answer("done", new Lookup.Found(task("done", TaskState.failed)));

        HttpResponse<String> response = cancel("done", "{}");

        assertThat(response.statusCode()).isEqualTo(200);
        contract.check("POST", CANCEL, response);
        assertThat(commands.cancels()).isEmpty();
        assertThat(audit.entries()).isEmpty();
    }

    @Test
    void aCancelThatCannotBeHandedOnIsAProblem() throws Exception {
        view.answer("running", new Lookup.Found(task("running", TaskState.working)));
        view.answer("moving", new Lookup.Unavailable("The view is moving"));
        HttpResponse<String> unknown = cancel("unknown", "");
        HttpResponse<String> moving = cancel("moving", "");
        commands.setAway(true);
        HttpResponse<String> away = cancel("running", "");

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(moving.statusCode()).isEqualTo(503);
        assertThat(away.statusCode()).isEqualTo(503);
        for (HttpResponse<String> response : List.of(unknown, moving, away)) {
            contract.check("POST", CANCEL, response);
        }
        assertThat(audit.entries())
                .extracting(AuditEntry::target, AuditEntry::outcome)
                .containsExactly(tuple("running", AuditOutcome.OK));
        assertThat(audit.notes())
                .extracting(AuditEntry::target, AuditEntry::outcome)
                .contains(tuple("running", AuditOutcome.FAILED));
    }

    @Test
    void aCancelThatCannotBeWrittenDownIsNotDone() throws Exception {
        view.answer("running", new Lookup.Found(task("running", TaskState.working)));
        audit.setAway(true);
        try {
            assertThat(cancel("running", "").statusCode()).isEqualTo(503);
        } finally {
            audit.setAway(false);
        }
        assertThat(commands.cancels()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{\"reason\":5} | 422 | reason",
                "{\"why\":\"\"} | 422 | why",
                "[] | 422 | $",
                "{ | 400 |"
            })
    void aBadCancelIsRefusedWithTheFieldNamed(String body, int status, String field)
            throws Exception {
        HttpResponse<String> response = cancel("running", body);

        assertThat(response.statusCode()).isEqualTo(status);
        contract.check("POST", CANCEL, response);
        assertThat(HttpCaller.wrongFields(response))
                .isEqualTo(field == null ? List.of() : List.of(field));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "json",
                "application/",
                ";;;",
                "text/plain",
                "application/json; charset=nope",
                "application/json; charset=utf-16"
            })
    void aFormThatNobodyReadsIsToldWhereABodyMayBeMissingToo(String type) throws Exception {
        HttpResponse<String> response =
                http.send(
                        request("/v1/tasks/running/cancel")
                                .header("Content-Type", type)
                                .POST(BodyPublishers.ofString("{}")));

        assertThat(response.statusCode()).isEqualTo(415);
        contract.check("POST", CANCEL, response);
        assertThat(commands.cancels()).isEmpty();
    }

    @Test
    void aCompressedBodyIsNotTakenWhereItMayBeMissingEither() throws Exception {
        HttpResponse<String> response =
                http.send(
                        request("/v1/tasks/running/cancel")
                                .header("Content-Type", "application/json")
                                .header("Content-Encoding", "gzip")
                                .POST(BodyPublishers.ofString("{}")));

        assertThat(response.statusCode()).isEqualTo(415);
    }

    private HttpResponse<String> cancel(String id, String body) throws Exception {
        return http.post(request("/v1/tasks/" + id + "/cancel"), body);
    }

    @Test
    void aRepeatedRequestIsAnsweredAsTheFirstWasAndSaysSo() throws Exception {
        HttpResponse<String> first = post("{\"prompt\":\"Why?\"}", "once");
        String id = JSON.readTree(first.body()).get("id").asString();
        view.answer(id, new Lookup.Found(task(id, TaskState.working)));

        HttpResponse<String> second = post("{ \"prompt\" : \"Why?\" }", "once");

        assertThat(second.statusCode()).isEqualTo(202);
        contract.check("POST", TASKS, second);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(second.headers().firstValue("Location"))
                .isEqualTo(first.headers().firstValue("Location"));
        assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(second.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(submissions.tasks()).hasSize(1);
    }

    @Test
    void aKeyOfAnotherRequestIsRefused() throws Exception {
        post("{\"prompt\":\"Why?\"}", "another-request");

        HttpResponse<String> refused = post("{\"prompt\":\"How?\"}", "another-request");

        assertThat(refused.statusCode()).isEqualTo(422);
        contract.check("POST", TASKS, refused);
        assertThat(JSON.readTree(refused.body()).get("type").asString())
                .isEqualTo("urn:millrace:problem:key-reused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "with space", "\t"})
    void aKeyThatCannotBeOneIsRefused(String key) throws Exception {
        assertInvalidKey(post("{\"prompt\":\"Why?\"}", key));
    }

    @Test
    void aKeyIsNotTooLongAndThereIsOne() throws Exception {
        assertThat(post("{\"prompt\":\"Why?\"}", "k".repeat(255)).statusCode()).isEqualTo(202);
        assertInvalidKey(post("{\"prompt\":\"Why?\"}", "k".repeat(256)));
        assertInvalidKey(
                http.send(
                        request(TASKS)
                                .header("Content-Type", "application/json")
                                .header("Idempotency-Key", "one")
                                .header("Idempotency-Key", "two")
                                .POST(BodyPublishers.ofString("{\"prompt\":\"Why?\"}"))));
    }

    private void assertInvalidKey(HttpResponse<String> refused) {
        assertThat(refused.statusCode()).isEqualTo(400);
        contract.check("POST", TASKS, refused);
        assertThat(refused.body()).contains("Idempotency-Key");
    }

    private HttpResponse<String> post(String body, String key) throws Exception {
        return http.post(request(TASKS).header("Idempotency-Key", key), body);
    }

    private static TaskStatus task(String id, TaskState state) {
        Instant at = Instant.parse("2026-11-21T08:00:00Z");
        return new TaskStatus(
                id, "dev", "default", state, 1, 3, at, at, 2, null, null, null, null, null);
    }

    @Test
    void aTimelineIsToldWithItsDecisions() throws Exception {
        Instant at = Instant.parse("2026-11-21T08:00:00Z");
        view.answer(
                "steps",
                new Lookup.Found(
                        new TaskStatus(
                                "steps",
                                "dev",
                                "default",
                                TaskState.working,
                                2,
                                10,
                                at,
                                at,
                                3,
                                null,
                                null,
                                null,
                                "an-older-one",
                                null)));
        view.events(
                "steps",
                List.of(
                        event(0, TaskEventKind.submitted, null),
                        event(
                                3,
                                TaskEventKind.step_completed,
                                new TimelineEvent.Decision(
                                        "default",
                                        "call-1",
                                        StepKind.tool,
                                        1,
                                        2,
                                        "",
                                        "It is a sum.",
                                        "calculator",
                                        "{\"expression\":\"1+1\"}",
                                        "2",
                                        "calculator",
                                        new TaskStatus.Problem("http-404", "", ""),
                                        new TaskStatus.Usage(10, 5, 1_234_567, 4),
                                        17,
                                        at))));

        HttpResponse<String> response = http.send(request("/v1/tasks/steps/timeline"));

        assertThat(response.statusCode()).isEqualTo(200);
        contract.check("GET", TIMELINE, response);
        JsonNode body = JSON.readTree(response.body());
        assertThat(body.get("state").asString()).isEqualTo("working");
        assertThat(body.at("/events/0/decision").isNull()).isTrue();
        assertThat(body.at("/events/1/sequence").asLong()).isEqualTo(3);
        assertThat(body.at("/events/1/decision/parameters").asString())
                .isEqualTo("{\"expression\":\"1+1\"}");
        assertThat(body.at("/events/1/decision/usage").toString())
                .isEqualTo(
                        "{\"inputTokens\":10,\"cachedInputTokens\":4,\"outputTokens\":5,\"costUsd\":1.234567}");
        HttpResponse<String> task = http.send(request("/v1/tasks/steps"));
        contract.check("GET", TASK, task);
        assertThat(JSON.readTree(task.body()).get("redriveOf").asString())
                .isEqualTo("an-older-one");
    }

    @Test
    void aTimelineThatCannotBeToldFollowsTheRulesOfItsTask() throws Exception {
        view.answer("moving", new Lookup.Unavailable("The view is moving"));

        HttpResponse<String> unknown = http.send(request("/v1/tasks/unknown/timeline"));
        HttpResponse<String> moving = http.send(request("/v1/tasks/moving/timeline"));

        assertThat(unknown.statusCode()).isEqualTo(404);
        contract.check("GET", TIMELINE, unknown);
        assertThat(moving.statusCode()).isEqualTo(503);
        contract.check("GET", TIMELINE, moving);
    }

    private static TimelineEvent event(
            long sequence, TaskEventKind kind, TimelineEvent.Decision decision) {
        return new TimelineEvent(
                sequence,
                Instant.parse("2026-11-21T08:00:00Z"),
                kind,
                TaskState.working,
                1,
                "",
                "",
                null,
                null,
                decision);
    }

    @Test
    void anUnknownTaskIsAProblemAndAMovingViewMeansComeAgain() throws Exception {
        view.answer("moving", new Lookup.Unavailable("The view is moving"));

        HttpResponse<String> unknown = http.send(request("/v1/tasks/unknown"));
        HttpResponse<String> moving = http.send(request("/v1/tasks/moving"));

        assertThat(unknown.statusCode()).isEqualTo(404);
        contract.check("GET", TASK, unknown);
        assertThat(moving.statusCode()).isEqualTo(503);
        contract.check("GET", TASK, moving);
    }

    @Test
    void theWaitThatIsAppliedIsTold() throws Exception {
        Instant at = Instant.parse("2026-11-21T08:00:00Z");
        view.answer(
                "one",
                new Lookup.Found(
                        new TaskStatus(
                                "one",
                                "dev",
                                "default",
                                TaskState.working,
                                1,
                                3,
                                at,
                                at,
                                2,
                                null,
                                null,
                                null,
                                null,
                                null)));

        HttpResponse<String> capped =
                http.send(request("/v1/tasks/one").header("Prefer", "respond-async, wait=100"));
        assertThat(capped.headers().firstValue("Preference-Applied")).contains("wait=60");
        assertThat(view.lastWait()).isEqualTo(Duration.ofSeconds(60));

        HttpResponse<String> ignored =
                http.send(request("/v1/tasks/one").header("Prefer", "wait=soon"));
        assertThat(ignored.statusCode()).isEqualTo(200);
        assertThat(ignored.headers().firstValue("Preference-Applied")).isEmpty();
        assertThat(view.lastWait()).isEqualTo(Duration.ZERO);
    }

    @Test
    void theContractNamesWhatThereIsAndNothingElse() {
        Set<String> mapped =
                requestMappingHandlerMapping.getHandlerMethods().keySet().stream()
                        .flatMap(
                                mapping ->
                                        mapping
                                                .getPathPatternsCondition()
                                                .getPatternValues()
                                                .stream()
                                                .flatMap(
                                                        path ->
                                                                mapping
                                                                        .getMethodsCondition()
                                                                        .getMethods()
                                                                        .stream()
                                                                        .map(
                                                                                method ->
                                                                                        method + " "
                                                                                                + path)))
                        .filter(operation -> !operation.contains("/error"))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(contract.operations()).isEqualTo(mapped);
    }

    @Test
    void aBodyOfTheLargestSizeIsTaken() throws Exception {
        String frame = "{\"prompt\":\"p\",\"documents\":[{\"id\":\"a\",\"text\":\"\"}]}";
        String body =
                frame.replace("text\":\"", "text\":\"" + "x".repeat(8 * MIB - frame.length()));
        assertThat(body).hasSize(8 * MIB);

        assertThat(post(body).statusCode()).isEqualTo(202);
        assertThat(post(body + " ").statusCode()).isEqualTo(413);
    }

    @Test
    void whileNoOriginIsNamedTheOriginOfAPageChangesNothing() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
            socket.setSoTimeout(20_000);
            String request =
                    String.join(
                            "\r\n",
                            "GET /actuator/health/liveness HTTP/1.1",
                            "Host: localhost",
                            "Origin: https://app.example",
                            "Connection: close",
                            "",
                            "");
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String response =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(response).startsWith("HTTP/1.1 200");
            assertThat(response).doesNotContain("Access-Control-Allow-Origin");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "9, false, true, 413",
        "9, true, true, 413",
        "60, false, true, 413",
        "60, true, true, 413",
        "60, false, false, 401",
        "60, true, false, 401"
    })
    void aCallerWhoIsStillWritingReadsTheAnswer(
            int mebibytes, boolean chunked, boolean withKey, int status) throws Exception {
        String response = writeEverythingThenRead(mebibytes, chunked, withKey);

        assertThat(response).startsWith("HTTP/1.1 " + status);
        assertThat(response).contains("application/problem+json");
    }

    private String writeEverythingThenRead(int mebibytes, boolean chunked, boolean withKey)
            throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), http.port())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            String head =
                    "POST /v1/tasks HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + (withKey ? "X-API-Key: dev-key\r\n" : "")
                            + (chunked
                                    ? "Transfer-Encoding: chunked\r\n\r\n"
                                    : "Content-Length: " + (long) mebibytes * MIB + "\r\n\r\n");
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] block = "x".repeat(MIB).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < mebibytes; i++) {
                if (chunked) {
                    out.write(
                            (Integer.toHexString(MIB) + "\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
                }
                out.write(block);
                if (chunked) {
                    out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                }
            }
            if (chunked) {
                out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            out.flush();
            return read(socket.getInputStream());
        }
    }

    private static String read(InputStream in) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] buffer = new byte[4_096];
        int count = in.read(buffer);
        while (count > 0) {
            answer.write(buffer, 0, count);
            if (answer.toString(StandardCharsets.UTF_8).contains("\"errors\":[]}")) {
                break;
            }
            count = in.read(buffer);
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private HttpResponse<String> post(String body) throws Exception {
        return http.post(request(TASKS), body);
    }

    private HttpRequest.Builder request(String path) {
        return http.request(path)
                .header("Authorization", "Bearer dev-key")
                .header("Accept", "application/json");
    }
}
