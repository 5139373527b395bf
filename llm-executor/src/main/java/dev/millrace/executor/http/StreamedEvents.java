package dev.millrace.executor.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Hands the events of a stream to the client of a provider, and sees for itself what clients
 * overlook: failures that the server tells of within the stream, and exceptions of their own.
 *
 * <p>Used by the thread of the call.
 */
final class StreamedEvents implements ServerSentEventListener {

    /** The last event of OpenAI's protocol. */
    private static final String DONE = "[DONE]";

    private final ServerSentEventListener client;
    private final @Nullable ModelCall call;
    private final Runnable completed;
    private boolean complete;
    private @Nullable IOException broken;
    private @Nullable RuntimeException failure;

    /**
     * @param call the call that the stream answers, if it is known
     * @param completed called when the server has said that this was all
     */
    StreamedEvents(ServerSentEventListener client, @Nullable ModelCall call, Runnable completed) {
        this.client = client;
        this.call = call;
        this.completed = completed;
    }

    @Override
    public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
        if (isOver()) {
            return;
        }
        note(event.data());
        failure = StreamFailure.in(event).orElse(null);
        if (failure == null) {
            pass(event, context);
        }
        if (isOver()) {
            context.parsingHandle().cancel();
        }
    }

    private void pass(ServerSentEvent event, ServerSentEventContext context) {
        ReleasedEvent passed = new ReleasedEvent(event);
        try {
            client.onEvent(passed, context);
        } catch (RuntimeException e) {
            failure = e;
            answered();
        } finally {
            passed.release();
        }
    }

    /** Whether whatever still comes is of no use. */
    private boolean isOver() {
        return failure != null || (call != null && call.isStopped());
    }

    private void note(String data) {
        if (DONE.equals(data) && !complete) {
            complete = true;
            completed.run();
        }
        if (call != null && complete) {
            call.whole();
        }
        if (call != null && (data.contains("_tokens\"") || data.contains("eval_count\""))) {
            call.used(data.getBytes(UTF_8));
        }
    }

    private void answered() {
        if (call != null) {
            call.answered();
        }
    }

    @Override
    public void onError(Throwable error) {
        broken = error instanceof IOException e ? e : new IOException(error);
    }

    /** Whether it is known how the answer ended, so that what breaks the stream means nothing. */
    boolean isSettled() {
        return complete || isOver() || (call != null && call.isWhole());
    }

    /** What broke the stream, if something did. */
    @Nullable IOException broken() {
        return broken;
    }

    /** Nothing more comes. */
    void end() {
        if (failure != null) {
            throw failure;
        }
        answered();
        if (!isOver()) {
            client.onClose();
        }
    }
}
