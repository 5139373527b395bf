package dev.millrace.executor.guard;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.micrometer.tagged.TaggedBulkheadMetrics;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All guards: a breaker for each model of an endpoint, a limit of calls for each endpoint. */
public final class CallGuards {

    private static final Logger LOG = LoggerFactory.getLogger(CallGuards.class);

    private final BreakerSettings settings;
    private final Clock clock;
    private final DoubleSupplier spread;
    private final CircuitBreakerRegistry breakers;
    private final BulkheadRegistry bulkheads = BulkheadRegistry.ofDefaults();
    private final Map<String, CallGuard> guards = new ConcurrentHashMap<>();

    /**
     * @param spread from 0 to 1, by which waits differ
     */
    public CallGuards(BreakerSettings settings, Clock clock, DoubleSupplier spread) {
        this.settings = settings;
        this.clock = clock;
        this.spread = spread;
        this.breakers = CircuitBreakerRegistry.of(settings.config(clock));
    }

    /** Publishes state, calls and refusals of all guards. */
    public void bindTo(MeterRegistry meters) {
        BreakerStates.of(breakers, meters);
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers).bindTo(meters);
        TaggedBulkheadMetrics.ofBulkheadRegistry(bulkheads).bindTo(meters);
    }

    /**
     * The guard of a model.
     *
     * @param concurrency the most calls at a time of the endpoint; the first one given counts
     */
    public CallGuard of(String endpoint, String model, int concurrency) {
        return guards.computeIfAbsent(
                endpoint + "/" + model,
                name ->
                        new CallGuard(
                                breaker(name),
                                bulkheads.bulkhead(endpoint, limit(concurrency)),
                                settings,
                                clock,
                                spread));
    }

    Collection<CircuitBreaker> breakers() {
        return breakers.getAllCircuitBreakers();
    }

    private CircuitBreaker breaker(String name) {
        CircuitBreaker breaker = breakers.circuitBreaker(name);
        breaker.getEventPublisher()
                .onStateTransition(
                        change ->
                                LOG.warn(
                                        "The circuit breaker of {} is now {}",
                                        name,
                                        change.getStateTransition().getToState()));
        return breaker;
    }

    private static BulkheadConfig limit(int concurrency) {
        return BulkheadConfig.custom()
                .maxConcurrentCalls(concurrency)
                .maxWaitDuration(Duration.ZERO)
                .build();
    }
}
