package dev.millrace.executor.guard;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** Shows the circuit breakers, in the shape of Resilience4j's own endpoint. */
@Endpoint(id = "circuitbreakers")
public final class CircuitBreakersEndpoint {

    private final CallGuards guards;

    public CircuitBreakersEndpoint(CallGuards guards) {
        this.guards = guards;
    }

    @ReadOperation
    public Breakers circuitBreakers() {
        Map<String, Breaker> byName = new TreeMap<>();
        guards.breakers().forEach(breaker -> byName.put(breaker.getName(), Breaker.of(breaker)));
        return new Breakers(byName);
    }

    /**
     * @param circuitBreakers by endpoint/model
     */
    public record Breakers(Map<String, Breaker> circuitBreakers) {}

    /**
     * The calls are those of the window; those that were not permitted, of the present state.
     *
     * @param state CLOSED, OPEN or HALF_OPEN; an open one turns half-open with the first call after
     *     its time
     * @param failureRate in percent; -1 while there are too few calls
     * @param slowCallRate in percent; -1 while there are too few calls
     */
    public record Breaker(
            String state,
            float failureRate,
            float slowCallRate,
            int bufferedCalls,
            int failedCalls,
            int slowCalls,
            long notPermittedCalls) {

        static Breaker of(CircuitBreaker breaker) {
            CircuitBreaker.Metrics metrics = breaker.getMetrics();
            return new Breaker(
                    breaker.getState().name(),
                    metrics.getFailureRate(),
                    metrics.getSlowCallRate(),
                    metrics.getNumberOfBufferedCalls(),
                    metrics.getNumberOfFailedCalls(),
                    metrics.getNumberOfSlowCalls(),
                    metrics.getNumberOfNotPermittedCalls());
        }
    }
}
