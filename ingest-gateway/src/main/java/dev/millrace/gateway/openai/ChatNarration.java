package dev.millrace.gateway.openai;

import dev.millrace.gateway.http.OpenAiError;
import dev.millrace.gateway.http.ProblemType;
import dev.millrace.gateway.streaming.StreamEvent;
import dev.millrace.gateway.view.TaskStatus;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells of a task in the chunks of a chat completion. An agent that calls tools of its own may
 * speak in several steps; their words follow each other as paragraphs.
 */
final class ChatNarration implements Narration {

    private final ChatBodies bodies;
    private final boolean includeUsage;
    private final EventOutput out;
    private final ShownWords shown = new ShownWords();
    private boolean over;

    ChatNarration(ChatBodies bodies, boolean includeUsage, EventOutput out) {
        this.bodies = bodies;
        this.includeUsage = includeUsage;
        this.out = out;
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public void begin() throws IOException {
        chunk(bodies.beginning());
    }

    @Override
    public void tell(StreamEvent event) throws IOException {
        switch (event) {
            case StreamEvent.State _, StreamEvent.Step _ -> {}
            case StreamEvent.Delta delta -> words(delta);
            case StreamEvent.Reset reset -> {
                if (shown.isTakenBack(reset) && !shown.expectAgain()) {
                    breakOff(ResponseNarration.REPEATED);
                }
            }
            case StreamEvent.Ended(_, TaskStatus task, boolean _) -> ended(task);
        }
    }

    @Override
    public void breakOff(String message) throws IOException {
        error(OpenAiError.of(ProblemType.UNAVAILABLE, message, List.of(), "stream_broken"));
    }

    private void words(StreamEvent.Delta delta) throws IOException {
        if (delta.text().isEmpty()) {
            return;
        }
        if (shown.endsWith(delta)) {
            if (!shown.isWhole()) {
                breakOff(ResponseNarration.REPEATED);
                return;
            }
            closeEarlierStep();
        }
        String fresh = shown.add(delta);
        if (fresh == null) {
            breakOff(ResponseNarration.REPEATED);
        } else if (!fresh.isEmpty()) {
            chunk(bodies.words(fresh));
        }
    }

    private void closeEarlierStep() throws IOException {
        shown.clear();
        chunk(bodies.words("\n\n"));
    }

    private void ended(TaskStatus task) throws IOException {
        TaskStatus.Result result = task.result();
        if (result == null) {
            error(TaskFailures.error(task));
            return;
        }
        if (shown.isBefore(task, result)) {
            if (result.text().isEmpty()) {
                shown.clear();
            } else {
                closeEarlierStep();
            }
        }
        String missing = shown.missing(result);
        if (missing == null) {
            breakOff(ResponseNarration.REPEATED);
            return;
        }
        if (!missing.isEmpty()) {
            chunk(bodies.words(missing));
        }
        if (!result.toolCalls().isEmpty()) {
            chunk(bodies.calls(result.toolCalls()));
        }
        chunk(bodies.end(result));
        if (includeUsage) {
            out.event(null, bodies.used(task.usage()));
        }
        out.done();
        over = true;
    }

    private void chunk(ObjectNode chunk) throws IOException {
        if (includeUsage) {
            chunk.putNull("usage");
        }
        out.event(null, chunk);
    }

    private void error(OpenAiError error) throws IOException {
        out.event(null, error);
        over = true;
    }
}
