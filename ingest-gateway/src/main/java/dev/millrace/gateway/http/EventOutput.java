package dev.millrace.gateway.http;

import dev.millrace.TaskState;
import dev.millrace.gateway.streaming.StreamEvent;
import dev.millrace.gateway.streaming.StreamPosition;
import dev.millrace.gateway.view.TaskStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.json.JsonMapper;

/** One stream in the form of server-sent events; used by one thread. */
final class EventOutput {

    /** How long callers wait before they come back. */
    private static final String RETRY = "retry: 1000\n\n";

    /** A gateway that ends has another one beside it, or is soon back. */
    private static final String RETRY_SOON = "retry: 200\n\n";

    private final OutputStream out;
    private final JsonMapper json;

    EventOutput(OutputStream out, JsonMapper json) {
        this.out = out;
        this.json = json;
    }

    /** Words of a model. */
    record DeltaBody(int step, int attempt, String callId, String text) {}

    /** What was told of the words of this step does not count any more. */
    record ResetBody(int step, int attempt) {}

    /** Nothing follows. */
    record DoneBody(String state) {}

    void begin() throws IOException {
        write(RETRY);
        flush();
    }

    void keepAlive() throws IOException {
        write(": keep-alive\n\n");
    }

    /** The stream ends here, but not for good. */
    void moved(String reason) throws IOException {
        write(": " + reason.replaceAll("[\\r\\n]", " ") + "\n" + RETRY_SOON);
        flush();
    }

    void flush() throws IOException {
        out.flush();
    }

    void send(StreamEvent event) throws IOException {
        switch (event) {
            case StreamEvent.State(var position, var task) ->
                    send(position, "state", TaskBody.of(task));
            case StreamEvent.Step(var position, var told) ->
                    send(position, "step", TimelineBody.EventBody.of(told));
            case StreamEvent.Delta(var position, int step, int attempt, var callId, var text) ->
                    send(position, "delta", new DeltaBody(step, attempt, callId, text));
            case StreamEvent.Reset(var position, int step, int attempt) ->
                    send(position, "reset", new ResetBody(step, attempt));
            case StreamEvent.Ended(var position, var task, boolean _) -> end(position, task);
        }
    }

    private void end(StreamPosition position, TaskStatus task) throws IOException {
        boolean isCompleted = task.state() == TaskState.completed;
        send(position, isCompleted ? "result" : "error", TaskBody.of(task));
        send(position, "done", new DoneBody(TaskBody.state(task.state())));
    }

    private void send(StreamPosition position, String name, Object data) throws IOException {
        write("id: " + position + "\nevent: " + name + "\ndata: ");
        // Without line breaks, as JSON has them escaped inside texts.
        out.write(json.writeValueAsBytes(data));
        write("\n\n");
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }
}
