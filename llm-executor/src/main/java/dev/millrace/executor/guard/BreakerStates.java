package dev.millrace.executor.guard;

import dev.millrace.executor.metrics.ExecutorMetric;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Shows which state each circuit breaker is in, also of those that appear later. */
final class BreakerStates {

    private final MeterRegistry meters;

    private BreakerStates(MeterRegistry meters) {
        this.meters = meters;
    }

    static void of(CircuitBreakerRegistry breakers, MeterRegistry meters) {
        BreakerStates states = new BreakerStates(meters);
        breakers.getEventPublisher().onEntryAdded(added -> states.show(added.getAddedEntry()));
        breakers.getAllCircuitBreakers().forEach(states::show);
    }

    private void show(CircuitBreaker breaker) {
        for (Shown state : Shown.values()) {
            Gauge.builder(
                            ExecutorMetric.BREAKER_STATE.id(),
                            breaker,
                            of -> Shown.of(of.getState()) == state ? 1 : 0)
                    .description(ExecutorMetric.BREAKER_STATE.description())
                    .tag(ExecutorMetric.ENDPOINT, breaker.getName())
                    .tag(ExecutorMetric.STATE, state.name().toLowerCase(Locale.ROOT))
                    .register(meters);
        }
    }

    private enum Shown {
        CLOSED,
        OPEN,
        HALF_OPEN;

        static Shown of(CircuitBreaker.State state) {
            return switch (state) {
                case CLOSED, DISABLED, METRICS_ONLY -> CLOSED;
                case OPEN, FORCED_OPEN -> OPEN;
                case HALF_OPEN -> HALF_OPEN;
            };
        }
    }
}
