package dev.millrace.gateway.http;

import dev.millrace.gateway.metrics.GatewayMetric;
import dev.millrace.gateway.streaming.StreamClosedException;
import dev.millrace.gateway.streaming.StreamEvent;
import dev.millrace.gateway.streaming.TaskStream;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes streams to callers until they end, and counts why they did.
 *
 * <p>A caller who does not read holds up nobody but the thread of its own request: nothing is
 * collected for it, and once a write takes longer than the connector allows its connection is
 * closed.
 */
final class EventStreams {

    private final JsonMapper json;
    private final MeterRegistry meters;
    private final Duration heartbeat;

    /**
     * @param heartbeat how often a stream on which nothing happens tells that it lives, and finds
     *     out whether the caller does
     */
    EventStreams(JsonMapper json, MeterRegistry meters, Duration heartbeat) {
        this.json = json;
        this.meters = meters;
        this.heartbeat = heartbeat;
    }

    void write(TaskStream stream, HttpServletResponse response) throws InterruptedException {
        String reason = "failed";
        try {
            reason = write(stream, new EventOutput(response.getOutputStream(), json));
        } catch (IOException e) {
            reason = isTimeout(e) ? "slow" : "left";
        } finally {
            meters.counter(
                            GatewayMetric.STREAMS_CLOSED.metricName(),
                            GatewayMetric.REASON_TAG,
                            reason)
                    .increment();
        }
    }

    /** Server and framework each wrap what the socket says. */
    private static boolean isTimeout(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .anyMatch(SocketTimeoutException.class::isInstance);
    }

    private String write(TaskStream stream, EventOutput output)
            throws IOException, InterruptedException {
        output.begin();
        try {
            while (true) {
                Optional<StreamEvent> event = stream.next(heartbeat);
                if (event.isEmpty()) {
                    output.keepAlive();
                }
                for (; event.isPresent(); event = stream.next(Duration.ZERO)) {
                    output.send(event.get());
                    if (event.get() instanceof StreamEvent.Ended) {
                        output.flush();
                        return "ended";
                    }
                }
                output.flush();
            }
        } catch (StreamClosedException e) {
            output.moved(String.valueOf(e.getMessage()));
            return "moved";
        }
    }
}
