package dev.millrace.executor.guard;

import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.TurnOutcome;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;

/**
 * Lets calls of one model through, or says at once why not: too many of them at a time, or the
 * model is given a rest. It never waits.
 *
 * <p>Shared by the threads of all calls of the model.
 */
public final class CallGuard {

    private static final Duration SHORT_WAIT = Duration.ofSeconds(1);

    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;
    private final BreakerSettings settings;
    private final Clock clock;
    private final DoubleSupplier spread;

    private volatile Instant openUntil = Instant.MIN;

    /**
     * @param spread from 0 to 1: calls that are sent away at once must not come back at once
     */
    CallGuard(
            CircuitBreaker breaker,
            Bulkhead bulkhead,
            BreakerSettings settings,
            Clock clock,
            DoubleSupplier spread) {
        this.breaker = breaker;
        this.bulkhead = bulkhead;
        this.settings = settings;
        this.clock = clock;
        this.spread = spread;
        breaker.getEventPublisher()
                .onStateTransition(
                        change -> {
                            if (change.getStateTransition().getToState()
                                    == CircuitBreaker.State.OPEN) {
                                openUntil = clock.instant().plus(settings.open());
                            }
                        });
    }

    /** Makes the call, or tells why it is not made. */
    public TurnOutcome run(GuardedCall call) throws InterruptedException {
        if (!bulkhead.tryAcquirePermission()) {
            return FailureKind.BULKHEAD_FULL.failed(
                    "%s takes %d calls at a time"
                            .formatted(
                                    bulkhead.getName(),
                                    bulkhead.getBulkheadConfig().getMaxConcurrentCalls()),
                    later(SHORT_WAIT, SHORT_WAIT));
        }
        try {
            return throughBreaker(call);
        } finally {
            bulkhead.onComplete();
        }
    }

    private TurnOutcome throughBreaker(GuardedCall call) throws InterruptedException {
        if (!breaker.tryAcquirePermission()) {
            return FailureKind.BREAKER_OPEN.failed(
                    "Too many calls of %s failed of late".formatted(breaker.getName()),
                    later(untilProbes(), settings.open().dividedBy(2)));
        }
        long start = System.nanoTime();
        Attempt attempt;
        try {
            attempt = call.run();
        } catch (InterruptedException | RuntimeException | Error e) {
            breaker.releasePermission();
            throw e;
        }
        tell(attempt, System.nanoTime() - start);
        return attempt.outcome();
    }

    private void tell(Attempt attempt, long nanos) {
        if (!attempt.telling()) {
            breaker.releasePermission();
        } else if (isFaulty(attempt)) {
            breaker.onResult(nanos, TimeUnit.NANOSECONDS, Attempt.FAULTY);
        } else {
            breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
        }
    }

    private boolean isFaulty(Attempt attempt) {
        FailureKind failure = attempt.failure();
        if (failure == null) {
            return false;
        }
        return switch (failure.breaker()) {
            case COUNTS -> true;
            case BY_SETTING -> settings.countRateLimited();
            case IGNORES -> false;
        };
    }

    /** While probes are on their way, nobody knows how long they will take. */
    private Duration untilProbes() {
        Duration wait = Duration.between(clock.instant(), openUntil);
        return wait.isPositive() ? wait : SHORT_WAIT;
    }

    private Duration later(Duration least, Duration range) {
        return least.plusMillis((long) (range.toMillis() * spread.getAsDouble()));
    }

    /** A call that waits for leave. */
    @FunctionalInterface
    public interface GuardedCall {
        Attempt run() throws InterruptedException;
    }
}
