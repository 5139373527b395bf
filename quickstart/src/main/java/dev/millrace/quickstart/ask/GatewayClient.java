package dev.millrace.quickstart.ask;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to the gateway as any client does. */
final class GatewayClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

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

    /** Asks; returns the id of the task. */
    String submit(Question question) throws GatewayFailure, InterruptedException {
        HttpResponse<String> response;
        try {
            response =
                    http.send(
                            request("/v1/tasks")
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(question.toJson()))
                                    .build(),
                            BodyHandlers.ofString());
        } catch (IOException e) {
            throw GatewayFailure.broken(
                    "Millrace does not answer at %s (%s). Start it with: ./millrace up"
                            .formatted(gateway, reason(e)));
        }
        if (response.statusCode() != 202) {
            throw refused(response);
        }
        return json(response).path("id").asString("");
    }

    /**
     * The task's JSON once it has ended or the wait is over; empty when the gateway cannot say at
     * this moment.
     */
    Optional<String> waitFor(String id, Duration wait) throws GatewayFailure, InterruptedException {
        HttpResponse<String> response;
        try {
            response =
                    http.send(
                            request("/v1/tasks/" + id)
                                    .header("Prefer", "wait=" + Math.max(0, wait.toSeconds()))
                                    .timeout(wait.plus(ANSWER_TIMEOUT))
                                    .build(),
                            BodyHandlers.ofString());
        } catch (IOException _) {
            // It may be restarting: the task goes on meanwhile.
            return Optional.empty();
        }
        if (response.statusCode() == 200) {
            return Optional.of(response.body());
        }
        if (response.statusCode() >= 500) {
            return Optional.empty();
        }
        throw refused(response);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(ANSWER_TIMEOUT)
                .header("Authorization", "Bearer " + key)
                .header("Accept", "application/json, application/problem+json");
    }

    private static GatewayFailure refused(HttpResponse<String> response) {
        int status = response.statusCode();
        if (status == 401) {
            return GatewayFailure.broken(
                    "The gateway does not accept the key. Put yours into MILLRACE_API_KEY.");
        }
        String message = "The gateway says %d: %s".formatted(status, problem(response));
        return status == 400 || status == 413 || status == 422
                ? GatewayFailure.badInput(message)
                : GatewayFailure.broken(message);
    }

    private static String problem(HttpResponse<String> response) {
        JsonNode problem;
        try {
            problem = json(response);
        } catch (GatewayFailure _) {
            return "(no explanation)";
        }
        StringBuilder text =
                new StringBuilder(
                        problem.path("detail").asString(problem.path("title").asString("")));
        for (JsonNode error : problem.path("errors")) {
            text.append("\n  ")
                    .append(error.path("field").asString(""))
                    .append(": ")
                    .append(error.path("message").asString(""));
        }
        return text.toString();
    }

    private static JsonNode json(HttpResponse<String> response) throws GatewayFailure {
        try {
            return JsonMapper.shared().readTree(response.body());
        } catch (JacksonException _) {
            throw GatewayFailure.broken(
                    "What answers at %s is not Millrace.".formatted(response.uri()));
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? "connection refused" : e.getMessage();
    }
}
