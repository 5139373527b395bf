package dev.millrace.executor.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Shows how many calls each endpoint is doing. Thread-safe. */
public final class CallsInFlight {

    private final MeterRegistry registry;
    private final Map<Place, AtomicInteger> running = new ConcurrentHashMap<>();

    public CallsInFlight(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * A call begins.
     *
     * @param endpoint one of those that the installation defines
     */
    public Call begin(Kind kind, String endpoint) {
        AtomicInteger calls = running.computeIfAbsent(new Place(kind, endpoint), this::gauge);
        calls.incrementAndGet();
        return calls::decrementAndGet;
    }

    private AtomicInteger gauge(Place place) {
        AtomicInteger calls = new AtomicInteger();
        Gauge.builder(ExecutorMetric.CALLS_IN_FLIGHT.id(), calls, AtomicInteger::get)
                .description(ExecutorMetric.CALLS_IN_FLIGHT.description())
                .tag(ExecutorMetric.KIND, place.kind().label())
                .tag(ExecutorMetric.ENDPOINT, place.endpoint())
                .register(registry);
        return calls;
    }

    /** What is called; as kinds of work are named. */
    public enum Kind {
        TURN("turn"),
        EMBEDDING("embedding"),
        TOOL("tool");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    /** A call that has begun; to be ended once. */
    @FunctionalInterface
    public interface Call {
        void end();
    }

    private record Place(Kind kind, String endpoint) {}
}
