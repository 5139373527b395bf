package dev.millrace.sink;

import dev.millrace.devstack.ServerStack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The sink as a process has it, on the servers of a development stack. */
final class SinkUnderTest implements AutoCloseable {

    private final ConfigurableApplicationContext application;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String elasticsearch;

    private SinkUnderTest(ConfigurableApplicationContext application, String elasticsearch) {
        this.application = application;
        this.elasticsearch = elasticsearch;
    }

    static SinkUnderTest start(ServerStack stack, Path folder) {
        ConfigurableApplicationContext application =
                new SpringApplicationBuilder(ResultSinkApplication.class)
                        .run(
                                "--server.port=0",
                                "--millrace.kafka.bootstrap-servers=" + stack.bootstrapServers(),
                                "--millrace.schemas.registry-url=" + stack.registryUrl(),
                                "--millrace.schemas.cache-file=" + folder.resolve("schemas.json"),
                                "--millrace.elasticsearch.url=" + stack.elasticsearchUrl(),
                                "--millrace.elasticsearch.check-interval=200ms",
                                "--millrace.sink.instance-id=sink-under-test",
                                "--millrace.sink.retry-at-least-every=1s");
        return new SinkUnderTest(application, stack.elasticsearchUrl());
    }

    /** The HTTP status of a group of the sink's own health, such as readiness. */
    int health(String group) {
        String port = application.getEnvironment().getProperty("local.server.port");
        return send(HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:" + port + "/actuator/health/" + group))
                        .build())
                .statusCode();
    }

    /** What the sink measures, as Prometheus reads it. */
    String metrics() {
        String port = application.getEnvironment().getProperty("local.server.port");
        return send(HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:" + port + "/actuator/prometheus"))
                        .build())
                .body();
    }

    /** What Elasticsearch answers; fails when it does not answer with success. */
    JsonNode get(String path) {
        return body(HttpRequest.newBuilder(URI.create(elasticsearch + path)).build());
    }

    JsonNode post(String path, String json) {
        return body(request(path).POST(BodyPublishers.ofString(json)).build());
    }

    JsonNode put(String path, String json) {
        return body(request(path).PUT(BodyPublishers.ofString(json)).build());
    }

    JsonNode delete(String path) {
        return body(request(path).DELETE().build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(elasticsearch + path))
                .header("Content-Type", "application/json");
    }

    private JsonNode body(HttpRequest request) {
        HttpResponse<String> response = send(request);
        if (response.statusCode() >= 300) {
            throw new AssertionError(
                    request.uri() + ": " + response.statusCode() + " " + response.body());
        }
        return JsonMapper.shared().readTree(response.body());
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(request.uri() + " does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        application.close();
    }
}
