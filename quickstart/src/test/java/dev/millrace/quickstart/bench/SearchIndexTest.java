package dev.millrace.quickstart.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** With a server that answers as Elasticsearch does after a rollover. */
class SearchIndexTest {

    /** The index in which the result of a task lies. */
    private static final Map<String, String> RESULTS =
            Map.of("old", "agents-results-000001", "new", "agents-results-000002");

    private HttpServer server;
    private LocalHttp http;
    private SearchIndex index;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", SearchIndexTest::handle);
        server.start();
        http = new LocalHttp();
        index = new SearchIndex(http, "http://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        http.close();
        server.stop(0);
    }

    @Test
    void aResultIsFoundInWhicheverIndexItLies() throws InterruptedException {
        assertThat(index.has("old")).isTrue();
        assertThat(index.has("new")).isTrue();
        assertThat(index.has("none")).isFalse();
    }

    private static void handle(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestURI().getPath()) {
            case "/_alias/agents-results" ->
                    answer(
                            exchange,
                            200,
                            "{\"agents-results-000001\":{\"aliases\":{}},\"agents-results-000002\":{\"aliases\":{}}}");
            case "/_mget" ->
                    answer(
                            exchange,
                            200,
                            found(JsonMapper.shared().readTree(exchange.getRequestBody())));
            default ->
                    answer(
                            exchange,
                            400,
                            "{\"error\":\"alias [agents-results] has more than one index associated\"}");
        }
    }

    private static String found(JsonNode request) {
        ObjectNode answer = JsonMapper.shared().createObjectNode();
        var documents = answer.putArray("docs");
        for (JsonNode asked : request.get("docs")) {
            String place = RESULTS.get(asked.get("_id").asString());
            documents.addObject().put("found", asked.get("_index").asString().equals(place));
        }
        return answer.toString();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
