package dev.millrace.simulatedllm;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An OpenAI-compatible server whose model is simulated. Runs from {@link #start} to {@link #close};
 * safe for many threads.
 */
public final class SimulatedModelServer implements AutoCloseable {

    private final ModelCalls calls;
    private final HttpListener listener;

    private SimulatedModelServer(SimulationConfig config, InetSocketAddress address)
            throws IOException {
        this.calls = new ModelCalls(config);
        this.listener = HttpListener.start(address, this::handle);
    }

    /** Starts on a free port of 127.0.0.1. */
    public static SimulatedModelServer start(SimulationConfig config) throws IOException {
        return start(config, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Starts at an address; port 0 is any free one. */
    public static SimulatedModelServer start(SimulationConfig config, InetSocketAddress address)
            throws IOException {
        return new SimulatedModelServer(config, address);
    }

    /** The port that it listens on. */
    public int port() {
        return listener.port();
    }

    /** What it has counted since it started or was reset. */
    public SimulationStats stats() {
        return calls.counter().stats();
    }

    /** Counts anew from 0. */
    public void resetStats() {
        calls.counter().reset();
    }

    /** How it behaves. */
    public SimulationConfig config() {
        return calls.config();
    }

    /** Makes it behave differently from the next call on. */
    public void configure(SimulationConfig config) {
        calls.configure(config);
    }

    /** Ends all connections. */
    @Override
    public void close() {
        listener.close();
    }

    private void handle(HttpRequest request, HttpConnection connection) throws IOException {
        switch (request.method() + " " + request.path()) {
            case "POST /v1/chat/completions" -> calls.chat(request, connection);
            case "POST /v1/embeddings" -> calls.embed(request, connection);
            case "GET /v1/models" -> respond(connection, OpenAiJson.models());
            case "GET /config" -> respond(connection, Settings.toJson(config()));
            case "POST /config" -> configure(request, connection);
            case "GET /stats" -> respond(connection, OpenAiJson.MAPPER.valueToTree(stats()));
            case "POST /stats/reset" -> {
                resetStats();
                respond(connection, OpenAiJson.MAPPER.valueToTree(stats()));
            }
            case "GET /health" ->
                    connection.respond(200, "{\"status\":\"UP\"}".getBytes(StandardCharsets.UTF_8));
            default -> refuse(request, connection);
        }
    }

    private synchronized void configure(HttpRequest request, HttpConnection connection)
            throws IOException {
        try {
            configure(Settings.apply(config(), settings(request.body())));
        } catch (InvalidSetting e) {
            connection.respond(
                    400,
                    OpenAiJson.error(e.getMessage(), "invalid_request_error", e.field(), null));
            return;
        }
        respond(connection, Settings.toJson(config()));
    }

    private static ObjectNode settings(String body) {
        try {
            if (OpenAiJson.MAPPER.readTree(body) instanceof ObjectNode settings) {
                return settings;
            }
        } catch (JacksonException e) {
            throw new InvalidSetting("body", "is not JSON: " + e.getOriginalMessage());
        }
        throw new InvalidSetting("body", "must be a JSON object such as {\"latency\":\"200ms\"}.");
    }

    private static void refuse(HttpRequest request, HttpConnection connection) throws IOException {
        connection.respond(
                404,
                OpenAiJson.error(
                        "There is no " + request.method() + " " + request.path() + " here.",
                        "invalid_request_error"));
    }

    private static void respond(HttpConnection connection, JsonNode json) throws IOException {
        connection.respond(200, OpenAiJson.bytes(json));
    }
}
