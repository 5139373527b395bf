package dev.millrace.quickstart.bench;

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

/** Asks the servers of this machine in JSON. */
final class LocalHttp implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(TIMEOUT)
                    .build();

    JsonNode get(String url) throws InterruptedException {
        return json(send(HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build()));
    }

    JsonNode post(String url, String body) throws InterruptedException {
        return json(
                send(
                        HttpRequest.newBuilder(URI.create(url))
                                .timeout(TIMEOUT)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))
                                .build()));
    }

    HttpClient client() {
        return http;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private HttpResponse<String> send(HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new BenchFailed("%s does not answer: %s".formatted(request.uri(), e), e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) {
        if (response.statusCode() / 100 != 2) {
            throw new BenchFailed(
                    "%s answers %d: %s"
                            .formatted(response.uri(), response.statusCode(), response.body()));
        }
        try {
            return JsonMapper.shared().readTree(response.body());
        } catch (JacksonException e) {
            throw new BenchFailed(response.uri() + " does not answer in JSON", e);
        }
    }
}
