package dev.millrace.simulatedllm;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Talks to a simulated model as its clients do. */
final class ModelClient implements AutoCloseable {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    ModelClient(int port) {
        this.port = port;
    }

    HttpResponse<String> chat(String step, String prompt) throws IOException, InterruptedException {
        return http.send(request(step, body(prompt)), BodyHandlers.ofString());
    }

    HttpResponse<String> send(String step, String body) throws IOException, InterruptedException {
        return http.send(request(step, body), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> chatAsync(String step, String prompt) {
        return http.sendAsync(request(step, body(prompt)), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(
                java.net.http.HttpRequest.newBuilder(uri(path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    JsonNode get(String path) throws IOException, InterruptedException {
        return json(
                http.send(
                        java.net.http.HttpRequest.newBuilder(uri(path)).build(),
                        BodyHandlers.ofString()));
    }

    static JsonNode json(HttpResponse<String> response) {
        return OpenAiJson.MAPPER.readTree(response.body());
    }

    static String body(String prompt) {
        ObjectNode body = OpenAiJson.MAPPER.createObjectNode().put("model", "m");
        body.putArray("messages").addObject().put("role", "user").put("content", prompt);
        return body.toString();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private java.net.http.HttpRequest request(String step, String body) {
        return java.net.http.HttpRequest.newBuilder(uri("/v1/chat/completions"))
                .header("Idempotency-Key", step)
                .timeout(Duration.ofSeconds(30))
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }
}
