package dev.millrace.executor.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Calls models over HTTP/1.1, with the headers and the timeout of the current {@link ModelCall}.
 *
 * <p>The total timeout covers everything from the connection to the last byte of the body, also
 * when the server sends one byte at a time. A timeout or an interrupt closes the connection, so
 * that the server can stop as well. Thousands of callers may wait at once, each on its virtual
 * thread: one selector thread serves them all.
 */
final class ModelHttpClient implements HttpClient {

    /** No sensible answer is longer; a server gone wrong must not fill the memory. */
    private static final long LARGEST_ANSWER = 8L * 1024 * 1024;

    /** The words of a stream come in wrappings that are many times their size. */
    private static final long LARGEST_STREAM = 8 * LARGEST_ANSWER;

    private final java.net.http.HttpClient client;
    private final Duration totalTimeout;
    private final Clock clock;

    ModelHttpClient(Duration connectTimeout, Duration totalTimeout, Clock clock) {
        this.client =
                java.net.http.HttpClient.newBuilder()
                        .version(Version.HTTP_1_1)
                        // A redirect would carry the key to another host.
                        .followRedirects(Redirect.NEVER)
                        .connectTimeout(connectTimeout)
                        .executor(Executors.newVirtualThreadPerTaskExecutor())
                        .build();
        this.totalTimeout = totalTimeout;
        this.clock = clock;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        HttpResponse<byte[]> response = send(request);
        if (isFailure(response)) {
            throw failure(response, new String(response.body(), UTF_8));
        }
        ModelCall.current().ifPresent(call -> call.answered(response.body()));
        return SuccessfulHttpResponse.builder()
                .statusCode(response.statusCode())
                .headers(response.headers().map())
                .body(response.body())
                .build();
    }

    /** Returns when the answer has ended; throws what goes wrong with it. */
    @Override
    public void execute(
            HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        long end = System.nanoTime() + timeout().toNanos();
        HttpResponse<InputStream> response =
                await(
                        client.sendAsync(
                                adapt(request),
                                BodyHandlers.limiting(
                                        BodyHandlers.ofInputStream(), LARGEST_STREAM)));
        try (StreamedBody body = new StreamedBody(response.body(), end, timeout())) {
            if (isFailure(response)) {
                throw failure(response, body.text());
            }
            listener.onOpen(
                    SuccessfulHttpResponse.builder()
                            .statusCode(response.statusCode())
                            .headers(response.headers().map())
                            .build());
            body.parse(parser, listener);
        }
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        return await(
                client.sendAsync(
                        adapt(request),
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER)));
    }

    private Duration timeout() {
        return ModelCall.current().map(ModelCall::timeout).orElse(totalTimeout);
    }

    private <T> HttpResponse<T> await(CompletableFuture<HttpResponse<T>> exchange) {
        try {
            return exchange.get(timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            exchange.cancel(true);
            throw new TimeoutException("No complete answer within " + timeout(), e);
        } catch (InterruptedException e) {
            exchange.cancel(true);
            Thread.currentThread().interrupt();
            CancellationException canceled = new CancellationException("The call was broken off");
            canceled.initCause(e);
            throw canceled;
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case IOException failure -> new UncheckedIOException(failure);
                case RuntimeException failure -> failure;
                case null, default -> new IllegalStateException(e.getCause());
            };
        }
    }

    private static boolean isFailure(HttpResponse<?> response) {
        return response.statusCode() < 200 || response.statusCode() > 299;
    }

    private HttpFailure failure(HttpResponse<?> response, String body) {
        return new HttpFailure(
                response.statusCode(), body, RetryAfter.of(response.headers(), clock).orElse(null));
    }

    private static java.net.http.HttpRequest adapt(HttpRequest request) {
        java.net.http.HttpRequest.Builder builder =
                java.net.http.HttpRequest.newBuilder(URI.create(request.url()));
        request.headers()
                .forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        ModelCall.current().ifPresent(call -> call.headers().forEach(builder::setHeader));
        return builder.method(
                        request.method().name(),
                        request.body() == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(request.body()))
                .build();
    }
}
