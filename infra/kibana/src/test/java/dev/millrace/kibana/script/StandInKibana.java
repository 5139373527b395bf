package dev.millrace.kibana.script;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers as Kibana does, as far as the import needs it, and remembers what it was asked. */
final class StandInKibana implements AutoCloseable {

    /** A request that was made. */
    record Asked(String method, String target, Headers headers, String body) {}

    /** How the next requests for the state are answered; 200 when there is nothing more. */
    final Queue<Integer> states = new ArrayDeque<>();

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    int importStatus = 200;
    String importAnswer = "{\"successCount\":18,\"success\":true,\"warnings\":[]}";

    private final HttpServer server;

    StandInKibana() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String target = exchange.getRequestURI().toString();
        asked.add(
                new Asked(
                        exchange.getRequestMethod(),
                        target,
                        exchange.getRequestHeaders(),
                        new String(exchange.getRequestBody().readAllBytes(), UTF_8)));
        if (target.endsWith("/api/status")) {
            Integer state = states.poll();
            answer(exchange, state == null ? 200 : state, "{}");
        } else {
            answer(exchange, importStatus, importAnswer);
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
