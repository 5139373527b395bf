package dev.millrace.systemtests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to the gateway as an upstream system does. */
final class TaskClient implements AutoCloseable {

    static final JsonMapper JSON = new JsonMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(75);

    /** A document as the gateway takes it. */
    record Document(String id, String title, String text) {}

    /** An answer of the gateway. */
    record Reply(int status, HttpResponse<String> response) {

        JsonNode json() {
            return JSON.readTree(response.body());
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(5))
                    .build();
    private final String gatewayUrl;

    TaskClient(String gatewayUrl) {
        this.gatewayUrl = gatewayUrl;
    }

    Reply post(String body) throws IOException, InterruptedException {
        return send(
                request("/v1/tasks")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    /** Submits with another key. */
    Reply post(String body, String key) throws IOException, InterruptedException {
        return send(
                request("/v1/tasks")
                        .setHeader("Authorization", "Bearer " + key)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
    }

    Reply submit(String prompt, Document... documents) throws IOException, InterruptedException {
        return post(
                JSON.writeValueAsString(Map.of("prompt", prompt, "documents", List.of(documents))));
    }

    /** Submits to an agent under an idempotency key. */
    Reply start(String agent, String prompt, String key) throws IOException, InterruptedException {
        return send(
                request("/v1/tasks")
                        .header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .POST(
                                BodyPublishers.ofString(
                                        JSON.writeValueAsString(
                                                Map.of("agent", agent, "prompt", prompt)))));
    }

    /** Submits to an agent; gives the id of the task. */
    String start(String agent, String prompt) throws IOException, InterruptedException {
        Reply accepted = post(JSON.writeValueAsString(Map.of("agent", agent, "prompt", prompt)));
        if (accepted.status() != 202) {
            throw new IOException("not accepted: " + accepted.response().body());
        }
        return accepted.json().get("id").asString();
    }

    /** Asks an agent over OpenAI's API, in a trace; gives the answer. */
    Reply chat(String agent, String prompt, String traceparent)
            throws IOException, InterruptedException {
        return send(
                request("/v1/chat/completions")
                        .header("Content-Type", "application/json")
                        .header("traceparent", traceparent)
                        .POST(
                                BodyPublishers.ofString(
                                        JSON.writeValueAsString(
                                                Map.of(
                                                        "model",
                                                        agent,
                                                        "messages",
                                                        List.of(
                                                                Map.of(
                                                                        "role", "user", "content",
                                                                        prompt)))))));
    }

    /** What happened in a task, in order. */
    List<JsonNode> timeline(String id) throws IOException, InterruptedException {
        return send(request("/v1/tasks/" + id + "/timeline").GET())
                .json()
                .get("events")
                .valueStream()
                .toList();
    }

    Reply cancel(String id) throws IOException, InterruptedException {
        return send(
                request("/v1/tasks/" + id + "/cancel")
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{\"reason\":\"no longer needed\"}")));
    }

    Reply deadLetters(String query) throws IOException, InterruptedException {
        return send(request("/v1/dead-letters?" + query).GET());
    }

    Reply redrive(String deadLetter) throws IOException, InterruptedException {
        return send(
                request("/v1/dead-letters/" + deadLetter + "/redrive")
                        .POST(BodyPublishers.noBody()));
    }

    Reply get(String id) throws IOException, InterruptedException {
        return send(request("/v1/tasks/" + id).GET());
    }

    /** Waits for the end of a task, at most a minute. */
    JsonNode await(String id) throws IOException, InterruptedException {
        return send(request("/v1/tasks/" + id).header("Prefer", "wait=60").GET()).json();
    }

    /** Submits and waits for the end. */
    JsonNode ask(String prompt, Document... documents) throws IOException, InterruptedException {
        Reply accepted = submit(prompt, documents);
        if (accepted.status() != 202) {
            throw new IOException("not accepted: " + accepted.response().body());
        }
        return await(accepted.json().get("id").asString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gatewayUrl + path))
                .header("Authorization", "Bearer dev-key")
                .timeout(TIMEOUT);
    }

    private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        return new Reply(response.statusCode(), response);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
