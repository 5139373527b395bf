package dev.millrace.systemtests;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A load balancer that hands each request to the next instance, to the one after it if nobody
 * listens there, and knows nothing of what is in them. When an instance dies in the middle of an
 * answer, the connection breaks.
 */
final class RoundRobin implements AutoCloseable {

    private static final Set<String> PASSED_ON =
            Set.of("authorization", "content-type", "idempotency-key", "last-event-id", "prefer");
    private static final int BACKLOG = 1_024;

    private final List<String> instances;
    private final AtomicInteger next = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer server;

    RoundRobin(List<String> instances) throws IOException {
        this.instances = List.copyOf(instances);
        server =
                HttpServer.create(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpResponse<InputStream> response = ask(exchange, body);
            response.headers()
                    .map()
                    .forEach(
                            (name, values) -> {
                                if (!name.toLowerCase(Locale.ROOT).matches(".*length|.*encoding")) {
                                    exchange.getResponseHeaders().put(name, values);
                                }
                            });
            exchange.sendResponseHeaders(response.statusCode(), 0);
            pass(response.body(), exchange.getResponseBody());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private HttpResponse<InputStream> ask(HttpExchange exchange, byte[] body)
            throws IOException, InterruptedException {
        ConnectException nobody = new ConnectException("no instance listens");
        int first = next.getAndIncrement();
        for (int i = 0; i < instances.size(); i++) {
            String instance = instances.get(Math.floorMod(first + i, instances.size()));
            try {
                return http.send(request(instance, exchange, body), BodyHandlers.ofInputStream());
            } catch (ConnectException e) {
                nobody.addSuppressed(e);
            }
        }
        throw nobody;
    }

    private static HttpRequest request(String instance, HttpExchange exchange, byte[] body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(instance + exchange.getRequestURI()))
                        .method(exchange.getRequestMethod(), BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders()
                .forEach(
                        (name, values) -> {
                            if (PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                                values.forEach(value -> request.header(name, value));
                            }
                        });
        return request.build();
    }

    private static void pass(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[8 * 1024];
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            to.write(buffer, 0, read);
            to.flush();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        http.shutdownNow();
        threads.shutdownNow();
    }
}
