package dev.millrace.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.executor.work.FailureKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BreakerStatesTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SetClock clock = new SetClock();
    private final CallGuards guards = Guards.with(Guards.DEFAULTS, clock);

    @Test
    void eachBreakerIsInOneStateAndFollowed() throws Exception {
        CallGuard early = guards.of("default", "early", 10);
        guards.bindTo(meters);
        CallGuard late = guards.of("default", "late", 10);
        assertStates("default/early", 1, 0, 0);
        assertStates("default/late", 1, 0, 0);

        fail(late, 10);
        assertStates("default/early", 1, 0, 0);
        assertStates("default/late", 0, 1, 0);

        clock.advance(Duration.ofSeconds(11));
        fail(late, 1);
        assertStates("default/late", 0, 0, 1);
        fail(late, 4);
        assertStates("default/late", 0, 1, 0);
        fail(early, 1);
        assertStates("default/early", 1, 0, 0);
    }

    private static void fail(CallGuard guard, int times) throws InterruptedException {
        for (int n = 0; n < times; n++) {
            guard.run(
                    () ->
                            Attempt.failed(
                                    FailureKind.SERVER_ERROR.failed(500, "no", null),
                                    FailureKind.SERVER_ERROR));
        }
    }

    private void assertStates(String endpoint, int closed, int open, int halfOpen) {
        assertThat(state(endpoint, "closed")).isEqualTo(closed);
        assertThat(state(endpoint, "open")).isEqualTo(open);
        assertThat(state(endpoint, "half_open")).isEqualTo(halfOpen);
    }

    private double state(String endpoint, String state) {
        return meters.get("agent.breaker.state")
                .tags("endpoint", endpoint, "state", state)
                .gauge()
                .value();
    }
}
