package dev.millrace.quickstart.ask;

import dev.millrace.quickstart.CommandFailure;
import dev.millrace.quickstart.gateway.GatewayClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks questions at the gateway and waits for the answers. */
final class TaskClient implements AutoCloseable {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final String PATH = "/v1/tasks";

    private final GatewayClient gateway;

    TaskClient(URI gateway, String key) {
        this.gateway =
                new GatewayClient(gateway, key, ANSWER_TIMEOUT, "Put yours into MILLRACE_API_KEY.");
    }

    /** Asks; returns the id of the task. */
    String submit(Question question) throws CommandFailure, InterruptedException {
        HttpResponse<String> response =
                gateway.send(gateway.request(PATH, question.toJson()).build());
        if (response.statusCode() != 202) {
            throw gateway.refused(response);
        }
        return GatewayClient.json(response).path("id").asString("");
    }

    /**
     * The task's JSON once it has ended or the wait is over; empty when the gateway cannot say at
     * this moment.
     */
    Optional<String> waitFor(String id, Duration wait) throws CommandFailure, InterruptedException {
        HttpRequest request =
                gateway.request(PATH + "/" + id)
                        .header("Prefer", "wait=" + Math.max(0, wait.toSeconds()))
                        .timeout(wait.plus(ANSWER_TIMEOUT))
                        .build();
        HttpResponse<String> response;
        try {
            response = gateway.send(request);
        } catch (CommandFailure _) {
            // It may be restarting: the task goes on meanwhile.
            return Optional.empty();
        }
        if (response.statusCode() == 200) {
            return Optional.of(response.body());
        }
        if (response.statusCode() >= 500) {
            return Optional.empty();
        }
        throw gateway.refused(response);
    }

    @Override
    public void close() {
        gateway.close();
    }
}
