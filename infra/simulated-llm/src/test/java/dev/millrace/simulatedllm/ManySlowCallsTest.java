package dev.millrace.simulatedllm;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ManySlowCallsTest {

    /** Each call needs a file descriptor at either end, and both ends are in this process. */
    private static final int CALLS = 4_000;

    @Test
    void thousandsOfCallsThatComeAtOnceAreAllInFlightTogether() throws Exception {
        SimulationConfig slow = SimulationConfig.DEFAULT.withLatency(Duration.ofSeconds(8));
        try (SimulatedModelServer server = SimulatedModelServer.start(slow);
                ModelClient client = new ModelClient(server.port())) {
            List<CompletableFuture<HttpResponse<String>>> calls =
                    IntStream.range(0, CALLS)
                            .mapToObj(i -> client.chatAsync("task-" + i + "/1", "x"))
                            .toList();
            assertThat(calls)
                    .allSatisfy(call -> assertThat(call.join().statusCode()).isEqualTo(200));
            assertThat(server.stats().peakConcurrency()).isEqualTo(CALLS);
            assertThat(server.stats().duplicates()).isZero();
            assertThat(server.stats().errors()).isZero();
        }
    }
}
