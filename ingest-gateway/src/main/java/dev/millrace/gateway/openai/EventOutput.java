package dev.millrace.gateway.openai;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import tools.jackson.databind.json.JsonMapper;

/** Writes server-sent events to a caller, each at once. Used by one thread. */
final class EventOutput {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final OutputStream out;
    private long lastNanos = System.nanoTime();

    private EventOutput(OutputStream out) {
        this.out = out;
    }

    /** Begins the answer. */
    static EventOutput open(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType("text/event-stream;charset=UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        // Proxies such as nginx would collect the events.
        response.setHeader("X-Accel-Buffering", "no");
        return new EventOutput(response.getOutputStream());
    }

    void event(@Nullable String name, Object data) throws IOException {
        write(
                (name == null ? "" : "event: " + name + "\n")
                        + "data: "
                        + JSON.writeValueAsString(data));
    }

    /** What follows the last event of a chat. */
    void done() throws IOException {
        write("data: [DONE]");
    }

    /** Something that clients pass over. */
    void heartbeat() throws IOException {
        write(": keep-alive");
    }

    long nanosSinceLast() {
        return System.nanoTime() - lastNanos;
    }

    private void write(String text) throws IOException {
        out.write((text + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        lastNanos = System.nanoTime();
    }
}
