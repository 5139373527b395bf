package dev.millrace.systemtests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;

/** Searches in Elasticsearch as an analyst does. */
final class SearchClient implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    SearchClient(String url) {
        this.url = url;
    }

    JsonNode search(String index, String query) throws IOException, InterruptedException {
        return post(index + "/_search", query);
    }

    long count(String index, String query) throws IOException, InterruptedException {
        return post(index + "/_count", query).get("count").asLong();
    }

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + "/" + path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(path + ": " + response.statusCode() + " " + response.body());
        }
        return TaskClient.JSON.readTree(response.body());
    }

    @Override
    public void close() {
        http.close();
    }
}
