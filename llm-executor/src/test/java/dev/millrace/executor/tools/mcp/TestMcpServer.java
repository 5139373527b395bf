package dev.millrace.executor.tools.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A small MCP server, as a process on its standard streams or over HTTP. */
public final class TestMcpServer implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private static final String TOOLS =
            """
            [{"name": "add", "description": "Adds two numbers",
              "inputSchema": {"$schema": "http://json-schema.org/draft-07/schema#",
                "type": "object",
                "properties": {"a": {"type": "integer", "minimum": 0}, "b": {"type": "integer"}},
                "required": ["a", "b"], "additionalProperties": false}},
             {"name": "fail", "description": "Fails", "inputSchema": {"type": "object"}},
             {"name": "hang", "description": "Never answers", "inputSchema": {"type": "object"}},
             {"name": "crash", "description": "Ends the server", "inputSchema": {"type": "object"}},
             {"name": "environment", "description": "Names its variables",
              "inputSchema": {"type": "object"}},
             {"name": "picture", "description": "Draws", "inputSchema": {"type": "object"}},
             {"name": "canceled", "description": "Tells what was canceled",
              "inputSchema": {"type": "object"}}]""";

    private final HttpServer http;
    private final String session = UUID.randomUUID().toString();
    private final List<Map<String, String>> requests = new CopyOnWriteArrayList<>();
    private volatile int failWith;

    private TestMcpServer(HttpServer http) {
        this.http = http;
    }

    /** Speaks on the standard streams. */
    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        Conversation conversation = new Conversation();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            conversation.answer(JSON.readTree(line)).ifPresent(answer -> out.println(answer));
        }
    }

    static TestMcpServer start(int port) throws IOException {
        HttpServer http =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
        http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        TestMcpServer server = new TestMcpServer(http);
        Conversation conversation = new Conversation();
        http.createContext("/mcp", exchange -> server.handle(exchange, conversation));
        http.start();
        return server;
    }

    int port() {
        return http.getAddress().getPort();
    }

    /** The headers of the requests so far, their names in lower case. */
    List<Map<String, String>> requests() {
        return requests;
    }

    /** From now on each request is answered with this status; 0: as usual. */
    void failWith(int status) {
        failWith = status;
    }

    @Override
    public void close() {
        http.stop(0);
    }

    private void handle(HttpExchange exchange, Conversation conversation) throws IOException {
        try (exchange) {
            Map<String, String> headers = new TreeMap<>();
            exchange.getRequestHeaders()
                    .forEach(
                            (name, values) ->
                                    headers.put(
                                            name.toLowerCase(java.util.Locale.ROOT),
                                            values.getFirst()));
            requests.add(headers);
            JsonNode message = JSON.readTree(exchange.getRequestBody().readAllBytes());
            if (failWith != 0) {
                exchange.sendResponseHeaders(failWith, -1);
                return;
            }
            boolean isOpening = message.path("method").asString("").equals("initialize");
            if (!isOpening && !session.equals(headers.get("mcp-session-id"))) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            exchange.getResponseHeaders().add("Mcp-Session-Id", session);
            Optional<String> answer = conversation.answer(message);
            if (answer.isEmpty()) {
                exchange.sendResponseHeaders(202, -1);
                return;
            }
            respond(exchange, answer.get(), isOpening);
        }
    }

    /** Both ways of answering that the protocol knows. */
    private static void respond(HttpExchange exchange, String answer, boolean plain)
            throws IOException {
        String body = plain ? answer : "event: message\ndata: " + answer + "\n\n";
        exchange.getResponseHeaders()
                .add("Content-Type", plain ? "application/json" : "text/event-stream");
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static final class Conversation {

        private final List<Long> canceled = new CopyOnWriteArrayList<>();

        Optional<String> answer(JsonNode message) {
            String method = message.path("method").asString("");
            return switch (method) {
                case "initialize" ->
                        result(
                                message,
                                """
                                {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                                 "serverInfo": {"name": "test", "version": "1"}}""");
                case "ping" -> result(message, "{}");
                case "tools/list" -> result(message, "{\"tools\": " + TOOLS + "}");
                case "tools/call" -> call(message);
                case "notifications/cancelled" -> {
                    canceled.add(message.path("params").path("requestId").asLong());
                    yield Optional.empty();
                }
                default -> Optional.empty();
            };
        }

        private Optional<String> call(JsonNode message) {
            JsonNode arguments = message.path("params").path("arguments");
            return switch (message.path("params").path("name").asString("")) {
                case "add" ->
                        text(
                                message,
                                Long.toString(
                                        arguments.path("a").asLong()
                                                + arguments.path("b").asLong()),
                                false);
                case "fail" -> text(message, "it did not work: very-secret-token", true);
                case "environment" ->
                        text(
                                message,
                                String.join(",", new TreeMap<>(System.getenv()).keySet()),
                                false);
                case "canceled" -> text(message, canceled.size() + " canceled", false);
                case "picture" ->
                        result(
                                message,
                                """
                                {"content": [{"type": "text", "text": "Here:"},
                                  {"type": "image", "mimeType": "image/png", "data": "AAAA"}]}""");
                case "crash" -> {
                    Runtime.getRuntime().halt(3);
                    yield Optional.empty();
                }
                case "hang" -> Optional.empty();
                default -> error(message);
            };
        }

        private static Optional<String> text(JsonNode message, String text, boolean isError) {
            ObjectNode result = JSON.createObjectNode().put("isError", isError);
            result.putArray("content").addObject().put("type", "text").put("text", text);
            return result(message, result.toString());
        }

        private static Optional<String> result(JsonNode message, String result) {
            ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
            answer.set("id", message.get("id"));
            answer.set("result", JSON.readTree(result));
            return Optional.of(answer.toString());
        }

        private static Optional<String> error(JsonNode message) {
            ObjectNode answer = JSON.createObjectNode().put("jsonrpc", "2.0");
            answer.set("id", message.get("id"));
            answer.putObject("error").put("code", -32603).put("message", "no such tool");
            return Optional.of(answer.toString());
        }
    }
}
