package dev.millrace.executor.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.millrace.executor.guard.CallGuard.GuardedCall;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.TurnOutcome;
import dev.millrace.executor.work.TurnOutcome.Answered;
import dev.millrace.executor.work.TurnOutcome.Failed;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CallGuardTest {

    private static final Answered ANSWER = new Answered("a", List.of(), "m", "stop", 1, 1);

    private final SetClock clock = new SetClock();
    private final AtomicInteger calls = new AtomicInteger();

    @Test
    void anOpenBreakerRefusesAtOnceAndTellsWhenItLetsProbesThrough() throws Exception {
        CallGuard guard = guard(Guards.DEFAULTS);
        run(guard, 10, failing(FailureKind.SERVER_ERROR));
        clock.advance(Duration.ofSeconds(3));

        Failed refused = (Failed) guard.run(succeeding());

        assertThat(refused.type()).isEqualTo("breaker-open");
        assertThat(refused.retryable()).isTrue();
        assertThat(refused.retryAfter()).contains(Duration.ofSeconds(7));
        assertThat(calls).hasValue(10);
    }

    @Test
    void successfulProbesCloseIt() throws Exception {
        CallGuard guard = guard(Guards.DEFAULTS);
        run(guard, 10, failing(FailureKind.CONNECTION));
        clock.advance(Duration.ofSeconds(11));

        run(guard, 5, succeeding());
        run(guard, 20, succeeding());

        assertThat(calls).hasValue(35);
        assertThat(guard.run(succeeding())).isEqualTo(ANSWER);
    }

    @Test
    void failedProbesOpenItAgainForTheWholeTime() throws Exception {
        CallGuard guard = guard(Guards.DEFAULTS);
        run(guard, 10, failing(FailureKind.TIMEOUT));
        clock.advance(Duration.ofSeconds(11));
        run(guard, 5, failing(FailureKind.TIMEOUT));

        Failed refused = (Failed) guard.run(succeeding());

        assertThat(refused.retryAfter()).contains(Duration.ofSeconds(10));
        assertThat(calls).hasValue(15);
    }

    @Test
    void onlyAsManyProbesAsSetAreOnTheirWayAtOnce() throws Exception {
        CallGuard guard = guard(Guards.DEFAULTS);
        run(guard, 10, failing(FailureKind.SERVER_ERROR));
        clock.advance(Duration.ofSeconds(11));
        AtomicReference<TurnOutcome> sixth = new AtomicReference<>();

        nested(guard, 5, () -> sixth.set(guard.run(succeeding())));

        assertThat(sixth.get())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.type()).isEqualTo("breaker-open");
                            assertThat(failed.retryAfter()).contains(Duration.ofSeconds(1));
                        });
        assertThat(guard.run(succeeding())).isEqualTo(ANSWER);
    }

    @Test
    void aProbeThatIsBrokenOffGivesItsPlaceToAnother() throws Exception {
        CallGuard guard = guard(Guards.DEFAULTS);
        run(guard, 10, failing(FailureKind.SERVER_ERROR));
        clock.advance(Duration.ofSeconds(11));
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(
                            () ->
                                    guard.run(
                                            () -> {
                                                throw new InterruptedException("canceled");
                                            }))
                    .isInstanceOf(InterruptedException.class);
        }

        run(guard, 5, succeeding());

        assertThat(guard.run(succeeding())).isEqualTo(ANSWER);
    }

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void whatSpeaksAgainstTheModelsHealthIsInTheTable(FailureKind kind) throws Exception {
        CallGuard guard = guard(Guards.DEFAULTS);
        run(guard, 10, failing(kind));

        boolean open = !guard.run(succeeding()).equals(ANSWER);

        assertThat(open).isEqualTo(kind.breaker() == FailureKind.Breaker.COUNTS);
    }

    @Test
    void rateLimitsCountWhenTheInstallationSaysSo() throws Exception {
        BreakerSettings d = Guards.DEFAULTS;
        CallGuard guard =
                guard(
                        new BreakerSettings(
                                d.window(),
                                d.minimumCalls(),
                                d.failureRate(),
                                d.slowCall(),
                                d.slowRate(),
                                d.open(),
                                d.probes(),
                                true));
        run(guard, 10, failing(FailureKind.RATE_LIMITED));

        assertThat(guard.run(succeeding())).isInstanceOf(Failed.class);
    }

    @Test
    void fewerFailuresThanTheRateLeaveItClosed() throws Exception {
        CallGuard guard = guard(Guards.DEFAULTS);
        for (int i = 0; i < 50; i++) {
            run(guard, 3, succeeding());
            run(guard, 2, failing(FailureKind.SERVER_ERROR));
        }

        assertThat(calls).hasValue(250);
    }

    @Test
    void oldFailuresAreForgotten() throws Exception {
        CallGuard guard = guard(Guards.DEFAULTS);
        run(guard, 9, failing(FailureKind.SERVER_ERROR));
        clock.advance(Duration.ofSeconds(11));
        run(guard, 9, failing(FailureKind.SERVER_ERROR));

        assertThat(guard.run(succeeding())).isEqualTo(ANSWER);
    }

    @Test
    void callsOverTheLimitOfTheEndpointAreRefusedWithAShortWait() throws Exception {
        CallGuards guards = Guards.with(Guards.DEFAULTS, clock);
        CallGuard one = guards.of("endpoint", "one", 1);
        CallGuard other = guards.of("endpoint", "other", 1);
        CallGuard elsewhere = guards.of("elsewhere", "one", 1);
        AtomicReference<TurnOutcome> second = new AtomicReference<>();
        AtomicReference<TurnOutcome> third = new AtomicReference<>();

        nested(
                one,
                1,
                () -> {
                    second.set(other.run(succeeding()));
                    third.set(elsewhere.run(succeeding()));
                });

        assertThat(second.get())
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> {
                            assertThat(failed.type()).isEqualTo("bulkhead-full");
                            assertThat(failed.retryable()).isTrue();
                            assertThat(failed.retryAfter()).contains(Duration.ofSeconds(1));
                        });
        assertThat(third.get()).isEqualTo(ANSWER);
        assertThat(other.run(succeeding())).isEqualTo(ANSWER);
    }

    @Test
    void stateAndRefusalsAreShownAndMeasured() throws Exception {
        CallGuards guards = Guards.with(Guards.DEFAULTS, clock);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        guards.bindTo(meters);
        CallGuard guard = guards.of("default", "gpt", 10);
        run(guard, 10, failing(FailureKind.SERVER_ERROR));
        run(guard, 3, succeeding());

        CircuitBreakersEndpoint.Breaker shown =
                new CircuitBreakersEndpoint(guards)
                        .circuitBreakers()
                        .circuitBreakers()
                        .get("default/gpt");

        assertThat(shown.state()).isEqualTo("OPEN");
        assertThat(shown.failedCalls()).isEqualTo(10);
        assertThat(shown.notPermittedCalls()).isEqualTo(3);
        assertThat(
                        meters.get("resilience4j.circuitbreaker.state")
                                .tags("name", "default/gpt", "state", "open")
                                .gauge()
                                .value())
                .isEqualTo(1);
        assertThat(
                        meters.get("resilience4j.circuitbreaker.not.permitted.calls")
                                .tag("name", "default/gpt")
                                .counter()
                                .count())
                .isEqualTo(3);
        assertThat(
                        meters.get("resilience4j.bulkhead.available.concurrent.calls")
                                .tag("name", "default")
                                .gauge()
                                .value())
                .isEqualTo(10);
    }

    @Test
    void anOpenBreakerLooksForProbesByItselfWhenItsTimeIsOver() throws Exception {
        CallGuards guards = Guards.opening(2, Duration.ofMillis(50));
        run(guards.of("default", "gpt", 10), 2, failing(FailureKind.SERVER_ERROR));

        await().until(
                        () -> guards.breakers().iterator().next().getState(),
                        CircuitBreaker.State.HALF_OPEN::equals);
        assertThat(calls).hasValue(2);
    }

    @Test
    void manyCallersNeverExceedTheLimit() throws Exception {
        CallGuard guard = Guards.standard().of("endpoint", "model", 20);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(200);
        for (int i = 0; i < 200; i++) {
            Thread.startVirtualThread(
                    () -> {
                        try {
                            guard.run(
                                    () -> {
                                        most.accumulateAndGet(running.incrementAndGet(), Math::max);
                                        LockSupport.parkNanos(1_000_000);
                                        running.decrementAndGet();
                                        return Attempt.succeeded(ANSWER);
                                    });
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        } finally {
                            done.countDown();
                        }
                    });
        }
        done.await();

        assertThat(most.get()).isBetween(1, 20);
        assertThat(guard.run(succeeding())).isEqualTo(ANSWER);
    }

    private CallGuard guard(BreakerSettings settings) {
        return Guards.with(settings, clock).of("default", "gpt", 100);
    }

    private static void run(CallGuard guard, int times, GuardedCall call)
            throws InterruptedException {
        for (int i = 0; i < times; i++) {
            guard.run(call);
        }
    }

    /** Does something while so many calls are on their way. */
    private void nested(CallGuard guard, int depth, Inside inside) throws InterruptedException {
        guard.run(
                () -> {
                    if (depth > 1) {
                        nested(guard, depth - 1, inside);
                    } else {
                        inside.run();
                    }
                    return Attempt.succeeded(ANSWER);
                });
    }

    private GuardedCall succeeding() {
        return () -> {
            calls.incrementAndGet();
            return Attempt.succeeded(ANSWER);
        };
    }

    private GuardedCall failing(FailureKind kind) {
        return () -> {
            calls.incrementAndGet();
            return Attempt.failed(kind.failed("broken"), kind);
        };
    }

    private interface Inside {
        void run() throws InterruptedException;
    }
}
