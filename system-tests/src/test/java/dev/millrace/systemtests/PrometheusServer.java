package dev.millrace.systemtests;

import dev.millrace.devstack.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;

/**
 * Prometheus itself, as a process of this test, with the rules of the checkout. It looks every
 * second, and alerts fire after two seconds instead of the minutes that the rules say.
 */
final class PrometheusServer implements AutoCloseable {

    private static final Map<String, String> JOBS =
            Map.of(
                    "ingest-gateway", Ports.GATEWAY,
                    "stream-processors", Ports.STREAM_PROCESSORS,
                    "llm-executor", Ports.LLM_EXECUTOR,
                    "result-sink", Ports.RESULT_SINK);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final String url;

    private PrometheusServer(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    /** Skips the present test where there is no Prometheus. */
    static PrometheusServer start(Path folder, Pipeline pipeline, MonitoringFiles files) {
        String program = NpmServer.onPath("prometheus");
        Assumptions.assumeTrue(program != null, "skipped: prometheus is not present");
        try {
            Path shortened = Files.createDirectories(folder.resolve("rules"));
            for (Path rules : files.ruleFiles()) {
                Files.writeString(
                        shortened.resolve(rules.getFileName()),
                        Files.readString(rules).replaceAll("for: \\d+m", "for: 2s"));
            }
            Path configuration =
                    Files.writeString(folder.resolve("prometheus.yml"), configuration(pipeline));
            String address = "127.0.0.1:" + Ports.free().of(Ports.GATEWAY);
            Process process =
                    new ProcessBuilder(
                                    program,
                                    "--config.file=" + configuration,
                                    "--storage.tsdb.path=" + folder.resolve("data"),
                                    "--web.listen-address=" + address)
                            .redirectErrorStream(true)
                            .redirectOutput(folder.resolve("prometheus.log").toFile())
                            .start();
            return new PrometheusServer(process, "http://" + address);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String configuration(Pipeline pipeline) {
        String targets =
                JOBS.entrySet().stream()
                        .map(
                                job ->
                                        "      - {targets: ['%s'], labels: {service: %s}}%n"
                                                .formatted(
                                                        URI.create(pipeline.url(job.getValue()))
                                                                .getAuthority(),
                                                        job.getKey()))
                        .collect(Collectors.joining());
        return """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: [rules/*.yml]
        scrape_configs:
          - job_name: millrace
            metrics_path: /actuator/prometheus
            static_configs:
        """
                + targets;
    }

    /** The series that an expression gives, each with its labels and value. */
    List<JsonNode> query(String expression) throws IOException, InterruptedException {
        JsonNode answer = get("/api/v1/query?query=" + encoded(expression));
        if (!answer.get("status").asString().equals("success")) {
            throw new IOException(expression + ": " + answer);
        }
        return answer.at("/data/result").valueStream().toList();
    }

    /** Whether an expression gives a number; not a number is none. */
    boolean hasValue(String expression) throws IOException, InterruptedException {
        return query(expression).stream()
                .anyMatch(series -> !series.at("/value/1").asString().equals("NaN"));
    }

    /** Whether an alert fires now with this label. */
    boolean fires(String alert, String label, String value)
            throws IOException, InterruptedException {
        return !query(
                        "ALERTS{alertstate=\"firing\",alertname=\"%s\",%s=\"%s\"}"
                                .formatted(alert, label, value))
                .isEmpty();
    }

    boolean isReady() {
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create(url + "/-/ready")).build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        return TaskClient.JSON.readTree(
                http.send(
                                HttpRequest.newBuilder(URI.create(url + path)).build(),
                                BodyHandlers.ofString())
                        .body());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        http.close();
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
