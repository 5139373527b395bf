package dev.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/** Reads the events of a task over a socket of its own. */
final class StreamClient {

    private static final int TIMEOUT_MS = 120_000;

    /** The longest wait for an event, however many comments come meanwhile. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final int BUFFER_CHARS = 512;

    private final Socket socket;
    private final BufferedReader lines;
    private String lastId = "";

    /** A server-sent event. */
    record Event(String id, String name, String data) {

        String text() {
            return JsonMapper.shared().readTree(data).get("text").asString();
        }
    }

    StreamClient(int port, String task) throws IOException {
        this(port, task, "");
    }

    StreamClient(int port, String task, String lastEventId) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT_MS);
        String request =
                "GET /v1/tasks/"
                        + task
                        + "/events HTTP/1.1\r\nHost: localhost\r\nX-API-Key: dev-key\r\n"
                        + (lastEventId.isEmpty() ? "" : "Last-Event-ID: " + lastEventId + "\r\n")
                        + "Connection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        this.lines =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8),
                        BUFFER_CHARS);
        assertThat(lines.readLine()).startsWith("HTTP/1.1 200");
    }

    String lastId() {
        return lastId;
    }

    /** The next event of a name; those before it are passed over. */
    Event readUntil(String name) throws IOException {
        for (Event event = next(); event != null; event = next()) {
            if (event.name().equals(name)) {
                return event;
            }
        }
        throw new IOException("the stream ended before " + name);
    }

    /** All events up to {@code done}. */
    List<Event> readToEnd() throws IOException {
        List<Event> events = new ArrayList<>();
        for (Event event = next(); event != null; event = next()) {
            events.add(event);
            if (event.name().equals("done")) {
                socket.close();
                return events;
            }
        }
        throw new IOException("the stream ended after " + events);
    }

    /** Whether the stream ends without any more event. */
    boolean isAtEnd() throws IOException {
        return next() == null;
    }

    private Event next() throws IOException {
        Instant latest = Instant.now().plus(PATIENCE);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            // The sizes of chunks are between the lines, and mean nothing here.
            if (line.startsWith("id: ")) {
                lastId = line.substring("id: ".length());
                String name = lines.readLine().substring("event: ".length());
                return new Event(lastId, name, lines.readLine().substring("data: ".length()));
            }
            if (Instant.now().isAfter(latest)) {
                throw new IOException("no event came behind " + lastId);
            }
        }
        return null;
    }

    /** The words of the last step that count. */
    static String text(List<Event> events) {
        StringBuilder text = new StringBuilder();
        for (Event event : events) {
            switch (event.name()) {
                case "delta" -> text.append(event.text());
                case "reset" -> text.setLength(0);
                default -> {}
            }
        }
        return text.toString();
    }
}
