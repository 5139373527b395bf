package dev.millrace.kibana.query;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.json.JsonMapper;

/** Asks an Elasticsearch; to be closed. */
public final class Elasticsearch implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final String url;

    public Elasticsearch(String url) {
        this.url = url;
    }

    public Answer ask(Question question) throws IOException, InterruptedException {
        String path = "/" + question.indices() + "/_search?ignore_unavailable=true";
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url + path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(question.body().toString()))
                        .build();
        HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IOException(
                    question.origin()
                            + ": "
                            + response.statusCode()
                            + " "
                            + response.body()
                            + " to "
                            + question.body());
        }
        return Answer.of(question, JsonMapper.shared().readTree(response.body()));
    }

    @Override
    public void close() {
        http.close();
    }
}
