package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.TaskEventKind;
import dev.millrace.TaskState;
import dev.millrace.apikeys.ApiKey;
import dev.millrace.apikeys.InstallationSecret;
import dev.millrace.apikeys.KeyOrder;
import dev.millrace.apikeys.KeyRecords;
import dev.millrace.apikeys.KeyTable;
import dev.millrace.gateway.audit.AuditAction;
import dev.millrace.gateway.audit.AuditEntry;
import dev.millrace.gateway.deadletters.Letters;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TaskView.Lookup;
import dev.millrace.gateway.view.TimelineEvent;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** Holds every operation there is against a table of who may use it. */
@Timeout(120)
@GatewayOverHttp
@TestPropertySource(
        properties = {
            "millrace.identity.key-secret=" + AccessTest.SECRET,
            "millrace.identity.operator-tenant=ops"
        })
class AccessTest {

    /** So that whoever follows the task comes to an end. */
    private static final TimelineEvent END =
            new TimelineEvent(
                    2,
                    Instant.EPOCH,
                    TaskEventKind.canceled,
                    TaskState.canceled,
                    1,
                    "",
                    "",
                    null,
                    null,
                    null);

    static final String SECRET = "a-secret-that-is-long-enough-for-it";

    private static final Set<String> ALL = Set.of("submitter", "viewer", "operator", "admin");
    private static final Set<String> LETTERS = Set.of("operator", "admin");
    private static final Set<String> KEYS = Set.of("admin");

    /**
     * An operation.
     *
     * @param target of whose path {@code {id}} is a part, if any is
     * @param roles each of which is enough; none if it is open to everybody
     */
    record Row(String operation, Target target, String body, Set<String> roles) {

        private String method() {
            return operation.substring(0, operation.indexOf(' '));
        }

        private String path(String id) {
            return operation
                    .substring(operation.indexOf(' ') + 1)
                    .replaceAll("\\{[^}]*}", id)
                    .replace("/**", "/liveness");
        }

        @Override
        public String toString() {
            return operation;
        }
    }

    enum Target {
        NOTHING,
        TASK,
        CHAT,
        RESPONSE,
        MODEL,
        LETTER,
        REDRIVE,
        KEY
    }

    /** Whoever adds an operation adds it here, and to {@link AccessRules}. */
    static List<Row> rows() {
        return List.of(
                new Row(
                        "POST /v1/tasks",
                        Target.NOTHING,
                        "{\"prompt\":\"p\"}",
                        Set.of("submitter", "admin")),
                new Row("GET /v1/tasks/{id}", Target.TASK, "", ALL),
                new Row("GET /v1/tasks/{id}/timeline", Target.TASK, "", ALL),
                new Row("GET /v1/tasks/{id}/events", Target.TASK, "", ALL),
                new Row(
                        "POST /v1/tasks/{id}/cancel",
                        Target.TASK,
                        "",
                        Set.of("submitter", "operator", "admin")),
                new Row(
                        "POST /v1/chat/completions",
                        Target.CHAT,
                        "{\"model\":\"default\",\"messages\":[{\"role\":\"user\",\"content\":\"p\"}]}",
                        Set.of("submitter", "admin")),
                new Row(
                        "POST /v1/responses",
                        Target.NOTHING,
                        "{\"model\":\"default\",\"input\":\"p\",\"background\":true}",
                        Set.of("submitter", "admin")),
                new Row("GET /v1/responses/{id}", Target.RESPONSE, "", ALL),
                new Row(
                        "POST /v1/responses/{id}/cancel",
                        Target.RESPONSE,
                        "",
                        Set.of("submitter", "operator", "admin")),
                new Row("GET /v1/models", Target.NOTHING, "", ALL),
                new Row("GET /v1/models/{id}", Target.MODEL, "", ALL),
                new Row("GET /v1/dead-letters", Target.NOTHING, "", LETTERS),
                new Row("GET /v1/dead-letters/{id}", Target.LETTER, "", LETTERS),
                new Row("POST /v1/dead-letters/{id}/redrive", Target.LETTER, "", LETTERS),
                new Row("POST /v1/dead-letters/{id}/drop", Target.LETTER, "", LETTERS),
                new Row("POST /v1/dead-letters/redrive", Target.NOTHING, "{\"limit\":1}", LETTERS),
                new Row("GET /v1/dead-letters/redrives/{jobId}", Target.REDRIVE, "", LETTERS),
                new Row("GET /v1/keys", Target.NOTHING, "", KEYS),
                new Row("POST /v1/keys", Target.NOTHING, "{\"roles\":[\"viewer\"]}", KEYS),
                new Row("DELETE /v1/keys/{id}", Target.KEY, "", KEYS),
                new Row("POST /v1/keys/{id}/rotate", Target.KEY, "", KEYS),
                open("GET /asyncapi.yaml"),
                open("GET /openapi.yaml"),
                open("GET /actuator"),
                open("GET /actuator/health"),
                open("GET /actuator/health/**"),
                open("GET /actuator/info"),
                open("GET /actuator/metrics"),
                open("GET /actuator/metrics/{requiredMetricName}"),
                open("GET /actuator/prometheus"));
    }

    static List<Row> closedRows() {
        return rows().stream().filter(row -> !row.roles().isEmpty()).toList();
    }

    private static Row open(String operation) {
        return new Row(operation, Target.NOTHING, "", Set.of());
    }

    @Autowired private FakeView view;
    @Autowired private FakeAudit audit;
    @Autowired private Letters letters;
    @Autowired private KeyTable table;
    @Autowired private ObjectProvider<RequestMappingInfoHandlerMapping> mappings;

    @Autowired private HttpCaller http;

    private final InstallationSecret secret =
            InstallationSecret.load(SECRET, Path.of("not needed"));
    private final Map<String, String> keys = new TreeMap<>();
    private String operator = "";

    @BeforeEach
    void makeKeys() {
        for (String role : List.of("submitter", "viewer", "operator", "admin", "payments")) {
            keys.put(role, key("acme", null, Instant.now(), role));
        }
        operator = key("ops", null, Instant.now(), "admin");
        audit.entries().clear();
        audit.notes().clear();
        view.otherwise(new Lookup.Unknown());
    }

    @Test
    void theTableNamesEveryOperationThereIs() {
        Set<String> mapped = new TreeSet<>();
        mappings.stream()
                .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                .forEach(info -> operations(info).forEach(mapped::add));
        mapped.removeIf(operation -> operation.endsWith(" /error"));

        assertThat(mapped)
                .as("add what is new to rows() and to AccessRules")
                .isEqualTo(new TreeSet<>(rows().stream().map(Row::operation).toList()));
    }

    private static List<String> operations(RequestMappingInfo info) {
        List<String> methods =
                info.getMethodsCondition().getMethods().stream().map(Enum::name).toList();
        List<String> operations = new ArrayList<>();
        for (String pattern : info.getPatternValues()) {
            (methods.isEmpty() ? List.of("*") : methods)
                    .forEach(method -> operations.add(method + " " + pattern));
        }
        return operations;
    }

    @ParameterizedTest
    @MethodSource("closedRows")
    void nobodyGetsInWithoutAValidKey(Row row) throws Exception {
        String id = existing(row.target(), "acme");
        String expired =
                key("acme", Duration.ofDays(1), Instant.now().minusSeconds(86_401), "admin");
        String revoked = revoked(key("acme", null, Instant.now(), "admin"));
        String wrong = keys.get("admin").substring(0, 50) + "aaaa";

        for (String bad : List.of("", "wrong", wrong, expired, revoked, "dev-key", "a.b.c")) {
            HttpResponse<String> response = send(row, id, bad);
            assertThat(response.statusCode()).as("key '%s'", bad).isEqualTo(401);
            assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .startsWith("Bearer realm=\"millrace\"");
            assertThat(problem(row, response))
                    .isIn("urn:millrace:problem:unauthorized", "invalid_api_key");
            assertThat(response.body()).doesNotContain(bad.isEmpty() ? "\0" : bad);
        }
        assertThat(send(row, id, expired).body()).contains("has expired");
        assertThat(send(row, id, revoked).body()).contains("was revoked");
    }

    /** How a problem is called: by OpenAI's names where clients of OpenAI call. */
    private static String problem(Row row, HttpResponse<String> response) {
        boolean openAi = row.operation().matches("\\S+ /v1/(chat|responses|models).*");
        return JsonMapper.shared()
                .readTree(response.body())
                .at(openAi ? "/error/code" : "/type")
                .asString();
    }

    @ParameterizedTest
    @MethodSource("closedRows")
    void eachRoleMayWhatTheTableSays(Row row) throws Exception {
        for (Map.Entry<String, String> key : keys.entrySet()) {
            String id = existing(row.target(), "acme");
            HttpResponse<String> response = send(row, id, key.getValue());
            if (row.roles().contains(key.getKey())) {
                assertThat(response.statusCode())
                        .as("%s: %s", key.getKey(), response.body())
                        .isBetween(200, 299);
            } else {
                assertThat(response.statusCode()).as(key.getKey()).isEqualTo(403);
                assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow())
                        .contains("insufficient_scope");
                assertThat(problem(row, response))
                        .isIn("urn:millrace:problem:forbidden", "forbidden");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("closedRows")
    void whatBelongsToAnotherTenantIsNotThere(Row row) throws Exception {
        if (Set.of(Target.NOTHING, Target.CHAT, Target.MODEL).contains(row.target())) {
            return;
        }
        String all = key("acme", null, Instant.now(), "submitter", "viewer", "operator", "admin");

        assertThat(send(row, existing(row.target(), "other"), all).statusCode()).isEqualTo(404);
        assertThat(send(row, existing(row.target(), "acme"), all).statusCode()).isBetween(200, 299);
    }

    @ParameterizedTest
    @MethodSource("rows")
    void whatIsOpenNeedsNoKey(Row row) throws Exception {
        if (row.roles().isEmpty()) {
            String name = row.operation().contains("metrics") ? "jvm.info" : "";
            assertThat(send(row, name, "").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatOnesOwnTenantHasNotIsNotListed() throws Exception {
        existing(Target.LETTER, "other");
        existing(Target.KEY, "other");
        Row list = row("GET /v1/dead-letters");
        Row listKeys = row("GET /v1/keys");

        assertThat(send(list, "", keys.get("admin")).body()).doesNotContain("\"other\"");
        assertThat(send(listKeys, "", keys.get("admin")).body()).doesNotContain("\"other\"");
        assertThat(send(list, "", operator).body()).contains("\"other\"");
        assertThat(send(listKeys, "", operator).body()).contains("\"other\"");
    }

    @Test
    void keysOfAnotherTenantAreMadeByOperatorsOnly() throws Exception {
        String order = "{\"roles\":[\"viewer\"],\"tenant\":\"other\"}";
        Row create = new Row("POST /v1/keys", Target.NOTHING, order, KEYS);

        assertThat(send(create, "", keys.get("admin")).statusCode()).isEqualTo(403);
        HttpResponse<String> made = send(create, "", operator);
        assertThat(made.statusCode()).isEqualTo(201);
        String key = JsonMapper.shared().readTree(made.body()).get("key").asString();
        assertThat(
                        send(row("GET /v1/tasks/{id}"), existing(Target.TASK, "other"), key)
                                .statusCode())
                .isEqualTo(200);
        AuditEntry entry = audit.entries().getLast();
        assertThat(entry.action()).isEqualTo(AuditAction.KEY_CREATE);
        assertThat(entry.tenantId()).isEqualTo("other");
        assertThat(entry.toString()).doesNotContain(key);
    }

    @Test
    void refusalsAreWrittenDownWithoutTheKey() throws Exception {
        send(row("GET /v1/dead-letters"), "", keys.get("viewer"));
        send(row("GET /v1/dead-letters"), "", "a-wrong-secret");

        assertThat(audit.notes())
                .anySatisfy(
                        note -> {
                            assertThat(note.details()).containsEntry("problem", "forbidden");
                            assertThat(note.tenantId()).isEqualTo("acme");
                            assertThat(note.target()).isEqualTo("GET /v1/dead-letters");
                            assertThat(note.caller().clientAddress()).isEqualTo("127.0.0.1");
                        });
        assertThat(audit.notes().toString()).doesNotContain("a-wrong-secret");
    }

    @Test
    void aKeyInAWrongPlaceIsNotWrittenDown() throws Exception {
        String key = keys.get("viewer");
        String id = ApiKey.idOf(key).orElseThrow();
        HttpResponse<String> response =
                http.send(
                        http.request("/v1/keys/" + key)
                                .DELETE()
                                .header("Authorization", "Bearer " + key)
                                .header("X-Request-Id", key));

        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(audit.notes())
                .anySatisfy(
                        note -> {
                            assertThat(note.target())
                                    .isEqualTo("DELETE /v1/keys/mr_" + id + "_***");
                            assertThat(note.caller().requestId()).isEqualTo("mr_" + id + "_***");
                        });
        assertThat(audit.notes().toString()).doesNotContain(key);
        assertThat(response.headers().toString()).doesNotContain(key);
    }

    private static Row row(String operation) {
        return rows().stream()
                .filter(row -> row.operation().equals(operation))
                .findFirst()
                .orElseThrow();
    }

    /** The id of a new thing of a tenant. */
    private String existing(Target target, String tenant) throws Exception {
        String id = UUID.randomUUID().toString();
        return switch (target) {
            case NOTHING -> "";
            case TASK -> {
                view.answer(id, new Lookup.Found(task(id, tenant)));
                view.events(id, List.of(END));
                yield id;
            }
            case CHAT -> {
                view.otherwise(new Lookup.Found(answered(id, tenant)));
                yield "";
            }
            case RESPONSE -> {
                view.answer(id, new Lookup.Found(answered(id, tenant)));
                yield "resp_" + id;
            }
            case MODEL -> "default";
            case LETTER -> letters.failed(id, tenant, Letters.AT).toString();
            case REDRIVE -> {
                String key = key(tenant, null, Instant.now(), "operator");
                String job = send(row("POST /v1/dead-letters/redrive"), "", key).body();
                yield JsonMapper.shared().readTree(job).get("id").asString();
            }
            case KEY -> ApiKey.idOf(key(tenant, null, Instant.now(), "viewer")).orElseThrow();
        };
    }

    private static TaskStatus answered(String id, String tenant) {
        TaskStatus task = task(id, tenant);
        return new TaskStatus(
                id,
                tenant,
                "default",
                TaskState.completed,
                1,
                3,
                task.createdAt(),
                task.updatedAt(),
                3,
                new TaskStatus.Result("Yes.", List.of(), "model", false),
                null,
                null,
                null,
                null,
                "{\"api\":\"responses\",\"background\":true,\"repeated\":{}}");
    }

    private static TaskStatus task(String id, String tenant) {
        Instant at = Instant.parse("2026-11-21T08:00:00Z");
        return new TaskStatus(
                id,
                tenant,
                "default",
                TaskState.canceled,
                1,
                3,
                at,
                at,
                2,
                null,
                null,
                null,
                null,
                null);
    }

    private String key(String tenant, Duration expiresIn, Instant madeAt, String... roles) {
        ApiKey key = ApiKey.generate(new SecureRandom());
        KeyOrder order = new KeyOrder("test", tenant, "", Set.of(roles), expiresIn);
        table.apply(KeyRecords.made(key, order, secret, "test", madeAt));
        return key.text();
    }

    private String revoked(String key) {
        table.apply(
                KeyRecords.revoked(
                        table.find(ApiKey.idOf(key).orElseThrow()).orElseThrow(), Instant.now()));
        return key;
    }

    private HttpResponse<String> send(Row row, String id, String key) throws Exception {
        HttpRequest.Builder request =
                http.request(row.path(id))
                        .method(row.method(), BodyPublishers.ofString(row.body()));
        if (!row.body().isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return http.send(request);
    }
}
