package dev.millrace.executor.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The body of an answer that comes little by little: read on the thread of the call, for no longer
 * than the time of the call.
 *
 * <p>One thread keeps the time of all of them. To close a body that has not ended closes its
 * connection.
 */
final class StreamedBody implements AutoCloseable {

    private static final ScheduledExecutorService TIMES =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("model-stream-times").daemon().factory());

    /** How long a server may take to end a stream of which it has said that this was all. */
    private static final Duration LEAVE = Duration.ofSeconds(1);

    private final InputStream in;
    private final Duration timeout;
    private final ScheduledFuture<?> end;
    private volatile boolean over;

    /**
     * @param end when the call's time is over, as {@link System#nanoTime} counts
     * @param timeout all of the call's time
     */
    StreamedBody(InputStream in, long end, Duration timeout) {
        this.in = in;
        this.timeout = timeout;
        this.end = TIMES.schedule(this::end, end - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** All of it. */
    String text() {
        try {
            String text = new String(in.readAllBytes(), UTF_8);
            throwIfOver();
            return text;
        } catch (IOException e) {
            throwIfOver();
            throw new UncheckedIOException(e);
        }
    }

    /** Reads it to its end; throws what goes wrong on the way. */
    void parse(ServerSentEventParser parser, ServerSentEventListener listener) {
        StreamedEvents events =
                new StreamedEvents(listener, ModelCall.current().orElse(null), this::endSoon);
        parser.parse(in, events);
        if (!events.isSettled()) {
            throwIfOver();
            IOException broken = events.broken();
            if (broken != null) {
                throw new UncheckedIOException(broken);
            }
        }
        events.end();
    }

    private void endSoon() {
        var _ = TIMES.schedule(this::closeBody, LEAVE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void end() {
        over = true;
        closeBody();
    }

    private void throwIfOver() {
        if (over) {
            throw new TimeoutException("No complete answer within " + timeout);
        }
    }

    @Override
    public void close() {
        end.cancel(false);
        closeBody();
    }

    private void closeBody() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
