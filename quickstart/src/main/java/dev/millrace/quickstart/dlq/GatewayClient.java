package dev.millrace.quickstart.dlq;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the gateway for JSON. */
final class GatewayClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final int FIRST_PROBLEM = 300;
    private static final int UNAUTHORIZED = 401;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();
    private final URI gateway;
    private final String key;

    GatewayClient(URI gateway, String key) {
        this.gateway = gateway;
        this.key = key;
    }

    JsonNode get(String path) throws GatewayFailure, InterruptedException {
        return send(request(path).GET().build());
    }

    JsonNode post(String path) throws GatewayFailure, InterruptedException {
        return send(request(path).POST(BodyPublishers.noBody()).build());
    }

    JsonNode post(String path, JsonNode body) throws GatewayFailure, InterruptedException {
        return send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(ANSWER_TIMEOUT)
                .header("Authorization", "Bearer " + key)
                .header("Accept", "application/json, application/problem+json");
    }

    private JsonNode send(HttpRequest request) throws GatewayFailure, InterruptedException {
        HttpResponse<String> response;
        try {
            response = http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            String reason = e.getMessage() == null ? "connection refused" : e.getMessage();
            throw new GatewayFailure(
                    "Millrace does not answer at %s (%s). Start it with: ./millrace up"
                            .formatted(gateway, reason),
                    false);
        }
        if (response.statusCode() >= FIRST_PROBLEM) {
            throw refused(response);
        }
        return json(response);
    }

    private static GatewayFailure refused(HttpResponse<String> response) throws GatewayFailure {
        int status = response.statusCode();
        if (status == UNAUTHORIZED) {
            return new GatewayFailure(
                    "The gateway does not accept the key. Put yours into MILLRACE_API_KEY.", false);
        }
        JsonNode problem = json(response);
        StringBuilder text =
                new StringBuilder("The gateway says %d: ".formatted(status))
                        .append(problem.path("detail").asString("(no explanation)"));
        for (JsonNode error : problem.path("errors")) {
            text.append("\n  ")
                    .append(error.path("field").asString(""))
                    .append(": ")
                    .append(error.path("message").asString(""));
        }
        return new GatewayFailure(text.toString(), status == 400 || status == 422);
    }

    private static JsonNode json(HttpResponse<String> response) throws GatewayFailure {
        try {
            return JsonMapper.shared().readTree(response.body());
        } catch (JacksonException _) {
            throw new GatewayFailure(
                    "What answers at %s is not Millrace.".formatted(response.uri()), false);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
