package dev.millrace.quickstart.gateway;

import dev.millrace.quickstart.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the gateway for JSON, as any client does, and explains what it has against that. */
public final class GatewayClient implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int FIRST_PROBLEM = 300;
    private static final int UNAUTHORIZED = 401;
    private static final Set<Integer> BAD_INPUT = Set.of(400, 413, 422);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();
    private final URI gateway;
    private final String key;
    private final Duration timeout;
    private final String keyAdvice;

    /**
     * Asks one gateway.
     *
     * @param timeout how long an answer may take
     * @param keyAdvice what users whose key is not accepted should do
     */
    public GatewayClient(URI gateway, String key, Duration timeout, String keyAdvice) {
        this.gateway = gateway;
        this.key = key;
        this.timeout = timeout;
        this.keyAdvice = keyAdvice;
    }

    public JsonNode get(String path) throws CommandFailure, InterruptedException {
        return accepted(request(path).GET().build());
    }

    public JsonNode delete(String path) throws CommandFailure, InterruptedException {
        return accepted(request(path).DELETE().build());
    }

    public JsonNode post(String path) throws CommandFailure, InterruptedException {
        return accepted(request(path).POST(BodyPublishers.noBody()).build());
    }

    public JsonNode post(String path, JsonNode body) throws CommandFailure, InterruptedException {
        return accepted(request(path, body.toString()).build());
    }

    /** A GET to be refined. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(timeout)
                .header("Authorization", "Bearer " + key)
                .header("Accept", "application/json, application/problem+json");
    }

    /** A POST to be refined. */
    public HttpRequest.Builder request(String path, String json) {
        return request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json));
    }

    /**
     * The answer, whatever its status.
     *
     * @throws CommandFailure if there is none
     */
    public HttpResponse<String> send(HttpRequest request)
            throws CommandFailure, InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            String reason = e.getMessage() == null ? "connection refused" : e.getMessage();
            throw new CommandFailure(
                    "Millrace does not answer at %s (%s). Start it with: ./millrace up"
                            .formatted(gateway, reason),
                    false);
        }
    }

    private JsonNode accepted(HttpRequest request) throws CommandFailure, InterruptedException {
        HttpResponse<String> response = send(request);
        if (response.statusCode() >= FIRST_PROBLEM) {
            throw refused(response);
        }
        return json(response);
    }

    /** What an answer that is not the wanted one says. */
    public CommandFailure refused(HttpResponse<String> response) throws CommandFailure {
        int status = response.statusCode();
        if (status == UNAUTHORIZED) {
            return new CommandFailure("The gateway does not accept the key. " + keyAdvice, false);
        }
        JsonNode problem = json(response);
        String title = problem.path("title").asString("(no explanation)");
        StringBuilder text =
                new StringBuilder("The gateway says %d: ".formatted(status))
                        .append(problem.path("detail").asString(title));
        for (JsonNode error : problem.path("errors")) {
            text.append("\n  ")
                    .append(error.path("field").asString(""))
                    .append(": ")
                    .append(error.path("message").asString(""));
        }
        return new CommandFailure(text.toString(), BAD_INPUT.contains(status));
    }

    /** The JSON of an answer. */
    public static JsonNode json(HttpResponse<String> response) throws CommandFailure {
        try {
            return JsonMapper.shared().readTree(response.body());
        } catch (JacksonException _) {
            throw new CommandFailure(
                    "What answers at %s is not Millrace.".formatted(response.uri()), false);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
