package dev.millrace.quickstart.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends tasks to the gateway at a steady rate, whether or not earlier ones have been answered. A
 * task counts from its place in the schedule: a sender that falls behind is not overlooked.
 */
final class HttpLoad {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http;
    private final URI tasks;
    private final String key;
    private final Timelines timelines;
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicReference<@Nullable String> firstRefusal = new AtomicReference<>();

    HttpLoad(HttpClient http, String gateway, String key, Timelines timelines) {
        this.http = http;
        this.tasks = URI.create(gateway + "/v1/tasks");
        this.key = key;
        this.timelines = timelines;
    }

    /** Sends so many tasks and returns when the gateway has answered each. */
    void send(int count, double rate) throws InterruptedException {
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        long startNanos = System.nanoTime();
        long startMillis = System.currentTimeMillis();
        for (int i = 0; i < count; i++) {
            long due = (long) (i * 1e9 / rate);
            sleepUntil(startNanos + due);
            long sent = startMillis + due / 1_000_000;
            answers.add(
                    http.sendAsync(request(i), BodyHandlers.ofString())
                            .handle((response, e) -> answered(response, e, sent)));
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
    }

    /** How many tasks the gateway did not take. */
    int refused() {
        return refused.get();
    }

    /** Why it did not take the first of them; null when it took all. */
    @Nullable String firstRefusal() {
        return firstRefusal.get();
    }

    private @Nullable Void answered(
            @Nullable HttpResponse<String> response, @Nullable Throwable e, long sent) {
        if (response != null && response.statusCode() == 202) {
            String id = JsonMapper.shared().readTree(response.body()).path("id").asString("");
            timelines.reached(id, Stage.SENT, sent);
            return null;
        }
        refused.incrementAndGet();
        firstRefusal.compareAndSet(
                null,
                response == null
                        ? String.valueOf(e)
                        : response.statusCode() + " " + response.body());
        return null;
    }

    private HttpRequest request(int number) {
        String body =
                JsonMapper.shared()
                        .createObjectNode()
                        .put("prompt", Tasks.prompt(number))
                        .toString();
        return HttpRequest.newBuilder(tasks)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static void sleepUntil(long nanos) throws InterruptedException {
        long left = nanos - System.nanoTime();
        if (left > 0) {
            Thread.sleep(Duration.ofNanos(left));
        }
    }
}
