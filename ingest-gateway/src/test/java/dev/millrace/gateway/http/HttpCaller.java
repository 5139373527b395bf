package dev.millrace.gateway.http;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.Scope;
import tools.jackson.databind.json.JsonMapper;

/** Calls the gateway of a test, with connections of its own. */
@TestComponent
@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
public final class HttpCaller {

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;

    HttpCaller(@Value("${local.server.port}") int port) {
        this.port = port;
    }

    public int port() {
        return port;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    /** A GET without a key. */
    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path));
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> post(HttpRequest.Builder request, String json) throws Exception {
        return send(
                request.header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json)));
    }

    /** The fields that an answer calls wrong. */
    static List<String> wrongFields(HttpResponse<String> response) {
        return JsonMapper.shared()
                .readTree(response.body())
                .get("errors")
                .valueStream()
                .map(error -> error.get("field").asString())
                .toList();
    }
}
