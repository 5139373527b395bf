package dev.millrace.systemtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import tools.jackson.databind.JsonNode;

/** Talks to a gateway as clients of OpenAI's API do, and keeps what its streams bring. */
final class OpenAiCaller implements AutoCloseable {

    private static final int OK = 200;
    private static final String DATA = "data: ";
    private static final String DONE = "[DONE]";

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String gatewayUrl;

    /**
     * A stream that is read while it comes.
     *
     * @param events what it brought until now, without the mark of its end
     * @param end done when it ends; fails when it breaks off
     */
    record Told(List<JsonNode> events, CompletableFuture<Boolean> end) {

        /** How many events of a type came until now. */
        long count(String type) {
            return events.stream().filter(event -> type.equals(type(event))).count();
        }

        List<String> types() {
            return events.stream().map(Told::type).toList();
        }

        private static String type(JsonNode event) {
            return event.path("type").asString("");
        }

        /** Whether it ends with the mark of a chat's end. */
        boolean isDone() {
            return end.join();
        }
    }

    OpenAiCaller(String gatewayUrl) {
        this.gatewayUrl = gatewayUrl;
    }

    Told stream(String path, Map<String, ?> body) {
        return follow(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(TaskClient.JSON.writeValueAsString(body))));
    }

    /** The events of a response behind a number. */
    Told resume(String response, long after) {
        return follow(
                request("/v1/responses/" + response + "?stream=true&starting_after=" + after)
                        .GET());
    }

    JsonNode retrieve(String response) throws IOException, InterruptedException {
        HttpResponse<String> answer =
                http.send(
                        request("/v1/responses/" + response).GET().build(),
                        BodyHandlers.ofString());
        if (answer.statusCode() != OK) {
            throw new IOException("status " + answer.statusCode() + ": " + answer.body());
        }
        return TaskClient.JSON.readTree(answer.body());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gatewayUrl + path))
                .header("Authorization", "Bearer dev-key");
    }

    private Told follow(HttpRequest.Builder request) {
        Told told = new Told(new CopyOnWriteArrayList<>(), new CompletableFuture<>());
        Thread.startVirtualThread(
                () -> {
                    try {
                        told.end().complete(read(request.build(), told.events()));
                    } catch (IOException | InterruptedException e) {
                        told.end().completeExceptionally(e);
                    }
                });
        return told;
    }

    /** Whether the mark of a chat's end came last. */
    private boolean read(HttpRequest request, List<JsonNode> events)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            if (response.statusCode() != OK) {
                throw new IOException("status " + response.statusCode() + ": " + lines.readLine());
            }
            boolean done = false;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(DATA)) {
                    String data = line.substring(DATA.length());
                    done = data.equals(DONE);
                    if (!done) {
                        events.add(TaskClient.JSON.readTree(data));
                    }
                }
            }
            return done;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
