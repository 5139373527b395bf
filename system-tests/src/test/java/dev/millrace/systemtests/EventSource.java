package dev.millrace.systemtests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/** Follows a task as a client of server-sent events does, wherever it is sent to. */
final class EventSource implements AutoCloseable {

    private static final int OK = 200;

    /** An event of a stream. */
    record Event(String id, String name, JsonNode data) {}

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Event> received = new CopyOnWriteArrayList<>();
    private final String task;

    EventSource(String task) {
        this.task = task;
    }

    /**
     * Reads on behind what was received, until an event that is looked for; keeps all of them.
     *
     * @throws IOException if the stream breaks off before
     */
    void readUntil(String gatewayUrl, Predicate<List<Event>> enough)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(gatewayUrl + "/v1/tasks/" + task + "/events"))
                        .header("Authorization", "Bearer dev-key");
        if (!received.isEmpty()) {
            request.header("Last-Event-ID", received.getLast().id());
        }
        HttpResponse<InputStream> response =
                http.send(request.build(), BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != OK) {
                throw new IOException("status " + response.statusCode());
            }
            read(body, enough);
        }
    }

    private void read(InputStream body, Predicate<List<Event>> enough) throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        String id = "";
        String name = "";
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring("id: ".length());
            } else if (line.startsWith("event: ")) {
                name = line.substring("event: ".length());
            } else if (line.startsWith("data: ")) {
                JsonNode data = TaskClient.JSON.readTree(line.substring("data: ".length()));
                received.add(new Event(id, name, data));
                if (enough.test(received)) {
                    return;
                }
            }
        }
        throw new IOException("the stream broke off");
    }

    List<Event> received() {
        return received;
    }

    long count(String name) {
        return received.stream().filter(event -> event.name().equals(name)).count();
    }

    /** The words that count: those of the last step, without what was taken back. */
    String words() {
        StringBuilder words = new StringBuilder();
        int step = -1;
        for (Event event : received) {
            boolean isDelta = event.name().equals("delta");
            boolean isNext = isDelta && event.data().get("step").asInt() > step;
            if (isNext || event.name().equals("reset")) {
                words.setLength(0);
            }
            if (isDelta) {
                step = event.data().get("step").asInt();
                words.append(event.data().get("text").asString());
            }
        }
        return words.toString();
    }

    /** The numbers of the steps' events, in the order in which they came. */
    List<Long> steps() {
        return received.stream()
                .filter(event -> event.name().equals("step"))
                .map(event -> event.data().get("sequence").asLong())
                .toList();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
