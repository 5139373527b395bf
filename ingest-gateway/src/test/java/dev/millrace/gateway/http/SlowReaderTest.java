package dev.millrace.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.millrace.TaskEventKind;
import dev.millrace.TaskState;
import dev.millrace.gateway.limits.OpenRequests;
import dev.millrace.gateway.metrics.GatewayMetric;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TaskView.Lookup;
import dev.millrace.gateway.view.TimelineEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.test.context.TestPropertySource;

/** A caller that opens a stream and does not read what it is told. */
@Timeout(60)
@GatewayOverHttp
@TestPropertySource(
        properties = {
            "server.tomcat.connection-timeout=1s",
            "millrace.keys[0].key=dev-key",
            "millrace.keys[0].tenant=dev",
            "millrace.keys[0].user=dev",
            "millrace.keys[0].roles=submitter,viewer"
        })
class SlowReaderTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    /** Far more than the buffers of the two sockets hold. */
    private static final int EVENTS = 1_000;

    private static final String LONG = "x".repeat(64 * 1024);
    private static final int LITTLE = 4 * 1024;

    @Autowired private FakeView view;
    @Autowired private OpenRequests open;
    @Autowired private MeterRegistry meters;

    @Value("${local.server.port}")
    private int port;

    @Test
    void whoDoesNotReadIsDisconnectedAndCountedAsSlow() throws Exception {
        talkative("slow");
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(LITTLE);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            ask(socket, "slow");
            await().until(() -> open.count(OpenRequests.Kind.STREAM) == 1);

            await().atMost(Duration.ofSeconds(30)).until(() -> closed("slow") == 1);

            await().until(() -> view.followers() == 0 && open.count(OpenRequests.Kind.STREAM) == 0);
            assertThat(closed("left")).isZero();
            assertThat(bytesUntilTheEnd(socket)).isLessThan((long) EVENTS * LONG.length() / 2);
        }
    }

    @Test
    void whoReadsSlowlyButReadsGetsEverything() throws Exception {
        talkative("steady");
        double slow = closed("slow");
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(LITTLE);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            ask(socket, "steady");
            await().until(() -> open.count(OpenRequests.Kind.STREAM) == 1);

            assertThat(bytesUntilTheEnd(socket)).isGreaterThan((long) EVENTS * LONG.length());
        }
        await().until(() -> closed("ended") == 1);
        assertThat(closed("slow")).isEqualTo(slow);
    }

    private double closed(String reason) {
        Counter counter =
                meters.find(GatewayMetric.STREAMS_CLOSED.metricName())
                        .tag(GatewayMetric.REASON_TAG, reason)
                        .counter();
        return counter == null ? 0 : counter.count();
    }

    private static void ask(Socket socket, String id) throws IOException {
        String request =
                "GET /v1/tasks/"
                        + id
                        + "/events HTTP/1.1\r\nHost: x\r\nX-API-Key: dev-key\r\n"
                        + "Connection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    /** What still comes before the connection is closed or broken. */
    private static long bytesUntilTheEnd(Socket socket) {
        byte[] buffer = new byte[64 * 1024];
        long bytes = 0;
        try {
            InputStream in = socket.getInputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                bytes += read;
            }
        } catch (IOException _) {
            // Reset: the rest of it was thrown away.
        }
        return bytes;
    }

    private void talkative(String id) {
        view.events(id, LongStream.range(0, EVENTS).mapToObj(SlowReaderTest::event).toList());
        Instant now = Instant.now();
        TaskStatus.Result result = new TaskStatus.Result("Done.", List.of(), "model", false);
        view.answer(
                id,
                new Lookup.Found(
                        new TaskStatus(
                                id,
                                "dev",
                                "default",
                                TaskState.completed,
                                1,
                                3,
                                now,
                                now,
                                EVENTS - 1,
                                result,
                                null,
                                null,
                                null,
                                null)));
    }

    private static TimelineEvent event(long sequence) {
        boolean isLast = sequence == EVENTS - 1;
        return new TimelineEvent(
                sequence,
                AT,
                isLast ? TaskEventKind.completed : TaskEventKind.step_requested,
                isLast ? TaskState.completed : TaskState.working,
                1,
                LONG,
                "",
                null,
                null,
                null);
    }
}
