package dev.millrace.sink.index;

import static dev.millrace.sink.index.ElasticsearchAnswer.answer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.transport.ElasticsearchTransport;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.millrace.sink.document.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is asked of an Elasticsearch with lifecycle management, with a server that keeps policies as
 * it does.
 */
@ExtendWith(OutputCaptureExtension.class)
class LifecyclesTest {

    private static final String NO_HANDLER =
            "{\"error\":\"no handler found for uri [/_ilm/status] and method [GET]\"}";

    /** What was put, by its path. */
    private final Map<String, JsonNode> kept = new ConcurrentHashMap<>();

    private final Map<String, Integer> versions = new ConcurrentHashMap<>();
    private final List<String> puts = new CopyOnWriteArrayList<>();
    private final List<String> existing = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile String statusBody = "{\"operation_mode\":\"RUNNING\"}";
    private volatile String indexSettings = "{}";

    private HttpServer server;
    private ElasticsearchTransport transport;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
        transport =
                new ElasticsearchConfiguration()
                        .elasticsearchTransport(
                                new ElasticsearchSettings(
                                        URI.create(
                                                "http://127.0.0.1:"
                                                        + server.getAddress().getPort()),
                                        null,
                                        null,
                                        null,
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(1)));
    }

    @AfterEach
    void stop() throws IOException {
        transport.close();
        server.stop(0);
    }

    @Test
    void everyKindHasAPolicyThatNewIndicesGet() throws IOException {
        lifecycles(90).ensure();

        JsonNode policy = kept.get("/_ilm/policy/agents-events").get("policy");
        assertThat(policy.at("/phases/hot/actions/rollover/max_age").asString()).isEqualTo("30d");
        assertThat(policy.at("/phases/hot/actions/rollover/max_primary_shard_size").asString())
                .isEqualTo("30720mb");
        assertThat(policy.at("/phases/delete/min_age").asString()).isEqualTo("90d");
        assertThat(policy.at("/phases/delete/actions").has("delete")).isTrue();
        assertThat(lifecycle("agents-events@lifecycle"))
                .isEqualTo(json("{\"name\":\"agents-events\"}"));
        assertThat(lifecycle("agents-results@lifecycle"))
                .isEqualTo(
                        json(
                                "{\"name\":\"agents-results\",\"rollover_alias\":\"agents-results\"}"));
        assertThat(puts).hasSize(10);
    }

    @Test
    void everyIndexTemplateTakesThePolicyIfThereIsOne() {
        for (Target target : Target.values()) {
            JsonNode template = IndexTemplate.load(target.template()).json();
            String component = LifecyclePolicy.of(target, LifecycleSettingsTest.OFF).component();
            assertThat(template.at("/composed_of/0").asString()).isEqualTo(component);
            assertThat(template.at("/ignore_missing_component_templates/0").asString())
                    .isEqualTo(component);
        }
    }

    @Test
    void whatIsThereStays() throws IOException {
        lifecycles(90).ensure();
        puts.clear();

        lifecycles(90).ensure();

        assertThat(puts).isEmpty();
    }

    @Test
    void otherSettingsChangeThePolicyAgainAndAgain() throws IOException {
        lifecycles(90).ensure();
        lifecycles(60).ensure();
        lifecycles(30).ensure();

        assertThat(deletedAfter("agents-usage")).isEqualTo("30d");
    }

    @Test
    void zeroKeepsForEver() throws IOException {
        lifecycles(0).ensure();

        assertThat(kept.get("/_ilm/policy/agents-audit").at("/policy/phases").has("delete"))
                .isFalse();
    }

    @Test
    void aPolicyThatSomebodyChangedStays(CapturedOutput output) throws IOException {
        lifecycles(90).ensure();
        ObjectNode changed = (ObjectNode) kept.get("/_ilm/policy/agents-events").deepCopy();
        ((ObjectNode) changed.at("/policy/phases/delete")).put("min_age", "7d");
        keep("/_ilm/policy/agents-events", changed);

        lifecycles(60).ensure();

        assertThat(deletedAfter("agents-events")).isEqualTo("7d");
        assertThat(deletedAfter("agents-usage")).isEqualTo("60d");
        assertThat(output).contains("agents-events was changed by hand");
    }

    @Test
    void anIndexThatIsThereGetsThePolicyUnlessItHasOne() throws IOException {
        existing.addAll(List.of("agents-results", "agents-events-default"));
        lifecycles(90).ensure();
        assertThat(puts).contains("/agents-results/_settings", "/agents-events-default/_settings");

        kept.clear();
        puts.clear();
        indexSettings =
                "{\"i-000001\":{\"settings\":{\"index\":{\"lifecycle\":{\"name\":\"theirs\"}}}}}";
        lifecycles(90).ensure();
        assertThat(puts).noneMatch(put -> put.endsWith("/_settings"));
    }

    @Test
    void anElasticsearchWithoutLifecyclesIsSaidOnce(CapturedOutput output) throws IOException {
        status = 400;
        statusBody = NO_HANDLER;
        Lifecycles lifecycles = lifecycles(90);

        lifecycles.ensure();
        lifecycles.ensure();

        assertThat(puts).isEmpty();
        assertThat(output.toString().split("has no index lifecycle management", -1)).hasSize(2);
    }

    @Test
    void credentialsThatMayNotManageLifecyclesStopNothing(CapturedOutput output)
            throws IOException {
        status = 403;
        statusBody =
                "{\"error\":{\"type\":\"security_exception\",\"reason\":\"no\"},\"status\":403}";

        lifecycles(90).ensure();

        assertThat(output).contains("may not be managed with these credentials");
    }

    @Test
    void anOverloadedElasticsearchIsAskedAgainLater() {
        status = 503;
        statusBody = "{\"error\":{\"type\":\"busy\",\"reason\":\"later\"},\"status\":503}";

        assertThatThrownBy(() -> lifecycles(90).ensure())
                .isInstanceOfAny(ElasticsearchException.class, IOException.class);
    }

    @Test
    void nothingIsAskedWhenItIsSwitchedOff() throws IOException {
        new Lifecycles(new ElasticsearchClient(transport), LifecycleSettingsTest.OFF).ensure();

        assertThat(puts).isEmpty();
    }

    private Lifecycles lifecycles(int days) {
        return new Lifecycles(
                new ElasticsearchClient(transport),
                LifecycleSettingsTest.settings(true, Duration.ofDays(days)));
    }

    private String deletedAfter(String policy) {
        return kept.get("/_ilm/policy/" + policy).at("/policy/phases/delete/min_age").asString();
    }

    private JsonNode lifecycle(String component) {
        return kept.get("/_component_template/" + component)
                .at("/template/settings/index/lifecycle");
    }

    private void keep(String path, JsonNode body) {
        kept.put(path, body);
        versions.merge(path, 1, Integer::sum);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (path.equals("/_ilm/status")) {
            answer(exchange, status, statusBody);
        } else if (exchange.getRequestMethod().equals("PUT")) {
            puts.add(path);
            keep(path, json(body));
            answer(exchange, 200, "{\"acknowledged\":true}");
        } else if (path.startsWith("/_ilm/policy/")) {
            policy(exchange, path);
        } else if (path.contains("/_settings")) {
            answer(exchange, 200, indexSettings);
        } else {
            boolean there = kept.containsKey(path) || existing.contains(path.substring(1));
            answer(exchange, there ? 200 : 404, "");
        }
    }

    private void policy(HttpExchange exchange, String path) throws IOException {
        JsonNode policy = kept.get(path);
        if (policy == null) {
            answer(
                    exchange,
                    404,
                    "{\"error\":{\"type\":\"resource_not_found_exception\",\"reason\":\"none\"},\"status\":404}");
            return;
        }
        ObjectNode found = JsonMapper.shared().createObjectNode();
        found.putObject(path.substring(path.lastIndexOf('/') + 1))
                .put("version", versions.get(path))
                .put("modified_date", "2026-01-01T00:00:00.000Z")
                .set("policy", policy.get("policy"));
        answer(exchange, 200, found.toString());
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }
}
