package dev.millrace.gateway.openai;

import dev.millrace.gateway.streaming.StreamEvent;
import dev.millrace.gateway.view.TaskStatus;
import java.io.IOException;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells of a task in the events of a response. The same task gives the same events each time, so a
 * caller can go on where it was.
 */
final class ResponseNarration implements Narration {

    static final String REPEATED =
            "The model was called once more and its new answer differs from what was streamed.";

    private final String taskId;
    private final Supplier<ResponseBodies> bodies;
    private final NumberedOutput out;
    private final ResponseItemEvents items;
    private final ShownWords shown = new ShownWords();
    private boolean inProgress;
    private boolean over;

    /**
     * @param bodies reads what answers repeat; not kept, because streams are open for long
     */
    ResponseNarration(String taskId, Supplier<ResponseBodies> bodies, NumberedOutput out) {
        this.taskId = taskId;
        this.bodies = bodies;
        this.out = out;
        this.items = new ResponseItemEvents(out);
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public void begin() throws IOException {
        ResponseBodies first = bodies.get();
        boolean background = first.kept().background();
        ObjectNode created = first.unanswered(background ? "queued" : "in_progress");
        out.write(withResponse("response.created", created));
        if (background) {
            out.write(withResponse("response.queued", created));
        } else {
            progress(first);
        }
    }

    @Override
    public void tell(StreamEvent event) throws IOException {
        switch (event) {
            case StreamEvent.State(_, TaskStatus task) -> {
                if (!ResponseBodies.status(task).equals("queued")) {
                    progress();
                }
            }
            case StreamEvent.Step _ -> {}
            case StreamEvent.Delta delta -> words(delta);
            case StreamEvent.Reset reset -> {
                if (shown.isTakenBack(reset) && !shown.expectAgain()) {
                    breakOff(REPEATED);
                }
            }
            case StreamEvent.Ended(_, TaskStatus task, boolean wordsAreComplete) -> {
                progress();
                if (!wordsAreComplete && out.isBehindItsReader()) {
                    out.skipToItsReader();
                    end(task);
                } else {
                    ended(task);
                }
            }
        }
    }

    @Override
    public void breakOff(String message) throws IOException {
        out.writeLast(
                NumberedOutput.event("error")
                        .put("code", "server_error")
                        .put("message", message + " The response can be retrieved.")
                        .putNull("param"));
        over = true;
    }

    private void progress() throws IOException {
        if (!inProgress) {
            progress(bodies.get());
        }
    }

    private void progress(ResponseBodies now) throws IOException {
        inProgress = true;
        out.write(withResponse("response.in_progress", now.unanswered("in_progress")));
    }

    private void words(StreamEvent.Delta delta) throws IOException {
        if (delta.text().isEmpty()) {
            return;
        }
        progress();
        if (shown.endsWith(delta)) {
            if (!shown.isWhole()) {
                breakOff(REPEATED);
                return;
            }
            closeEarlierStep();
        }
        if (shown.isEmpty()) {
            items.openMessage(Ids.message(taskId, delta.step()));
        }
        String fresh = shown.add(delta);
        if (fresh == null) {
            breakOff(REPEATED);
        } else if (!fresh.isEmpty()) {
            items.words(fresh);
        }
    }

    /** What an agent says before it calls its own tools is a message for itself. */
    private void closeEarlierStep() throws IOException {
        items.closeMessage("completed", shown.text());
        shown.clear();
    }

    private void ended(TaskStatus task) throws IOException {
        TaskStatus.Result result = task.result();
        if (result == null) {
            end(task);
            return;
        }
        if (shown.isBefore(task, result)) {
            closeEarlierStep();
        }
        String missing = shown.missing(result);
        if (missing == null) {
            breakOff(REPEATED);
            return;
        }
        String status = ResponseBodies.itemStatus(result);
        if (ResponseBodies.hasMessage(result)) {
            message(task, result, missing);
        }
        for (int i = 0; i < result.toolCalls().size(); i++) {
            items.functionCall(Ids.functionCall(taskId, i), status, result.toolCalls().get(i));
        }
        end(task);
    }

    private void message(TaskStatus task, TaskStatus.Result result, String missing)
            throws IOException {
        if (shown.isEmpty()) {
            items.openMessage(Ids.message(taskId, task.step()));
        }
        if (!missing.isEmpty()) {
            items.words(missing);
        }
        items.closeMessage(ResponseBodies.itemStatus(result), result.text());
    }

    private void end(TaskStatus task) throws IOException {
        String type = task.result() == null ? "failed" : ResponseBodies.status(task);
        out.writeLast(withResponse("response." + type, StoredResponses.body(task)));
        over = true;
    }

    private static ObjectNode withResponse(String type, ObjectNode response) {
        ObjectNode event = NumberedOutput.event(type);
        event.set("response", response);
        return event;
    }
}
