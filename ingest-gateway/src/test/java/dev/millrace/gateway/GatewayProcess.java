package dev.millrace.gateway;

import dev.millrace.devstack.ServerStack;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The gateway as a process of its own, which can be killed. */
final class GatewayProcess implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(90);

    private final ServerStack stack;
    private final Path home;
    private final int port;
    private final String instance;
    private final Map<String, String> settings;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private String heap = "256m";
    private Process process;

    GatewayProcess(ServerStack stack, Path home, int port) {
        this(stack, home, port, "1");
    }

    GatewayProcess(ServerStack stack, Path home, int port, String instance) {
        this(stack, home, port, instance, Map.of());
    }

    /**
     * @param settings more variables of its environment
     */
    GatewayProcess(
            ServerStack stack, Path home, int port, String instance, Map<String, String> settings) {
        this.stack = stack;
        this.home = home;
        this.port = port;
        this.instance = instance;
        this.settings = settings;
    }

    GatewayProcess withHeap(String size) {
        heap = size;
        return this;
    }

    /** Starts the process and waits until it accepts connections; its view may still restore. */
    void start() throws IOException {
        String classPath =
                System.getProperty(
                        "surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder builder =
                new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + heap,
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                classPath,
                                GatewayApplication.class.getName()));
        builder.environment()
                .putAll(
                        Map.of(
                                "MILLRACE_HOME", home.toString(),
                                "MILLRACE_GATEWAY_PORT", Integer.toString(port),
                                "MILLRACE_GATEWAY_INSTANCE", instance,
                                "MILLRACE_KAFKA_BOOTSTRAP_SERVERS", stack.bootstrapServers(),
                                "MILLRACE_REGISTRY_URL", stack.registryUrl()));
        builder.environment().putAll(settings);
        process =
                builder.redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        home.resolve("gateway.log").toFile()))
                        .start();
        Awaitility.await()
                .atMost(START)
                .pollInterval(Duration.ofMillis(20))
                .until(this::acceptsConnections);
    }

    private boolean acceptsConnections() throws Exception {
        if (!process.isAlive()) {
            throw new IllegalStateException("the gateway ended; see " + home);
        }
        try {
            http.send(request("/openapi.yaml").build(), BodyHandlers.discarding());
            return true;
        } catch (ConnectException _) {
            return false;
        }
    }

    HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> getWaiting(String path, int seconds) throws Exception {
        return http.send(
                request(path).header("Prefer", "wait=" + seconds).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String body) throws Exception {
        return post("/v1/tasks", body);
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return http.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> post(String body, Map<String, String> headers) throws Exception {
        HttpRequest.Builder request =
                request("/v1/tasks").header("Content-Type", "application/json");
        headers.forEach(request::header);
        return http.send(
                request.POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(40))
                .header("X-API-Key", "dev-key");
    }

    long pid() {
        return process.pid();
    }

    /** What {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Stops as the supervisor does; true if the process ended by itself. */
    boolean stop() throws InterruptedException {
        process.destroy();
        return process.waitFor(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
