package dev.millrace.systemtests;

import dev.millrace.devstack.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;

/** The circuit breakers as operators see them. */
final class Breakers implements AutoCloseable {

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI address;

    Breakers(Pipeline pipeline) {
        address = URI.create(pipeline.url(Ports.LLM_EXECUTOR) + "/actuator/circuitbreakers");
    }

    /** The state of a model that has an endpoint of its own name. */
    String stateOf(String model) throws IOException, InterruptedException {
        String body =
                http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
        return TaskClient.JSON
                .readTree(body)
                .required("circuitBreakers")
                .required(model + "/" + model)
                .required("state")
                .asString();
    }

    boolean isClosed(String model) throws IOException, InterruptedException {
        return stateOf(model).equals("CLOSED");
    }

    @Override
    public void close() {
        http.close();
    }
}
