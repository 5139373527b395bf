package dev.millrace.executor.tools;

import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls of tools, by tool and outcome. */
final class ToolMetrics {

    private static final String OK = "ok";

    /** What a model makes up must not become a tag. */
    private static final String UNKNOWN = "unknown";

    private static final String BROKEN_OFF = "broken-off";

    private final MeterRegistry registry;
    private final Map<String, AtomicInteger> inFlight = new ConcurrentHashMap<>();

    ToolMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Waits for a call and counts what becomes of it. */
    ToolOutcome measured(String tool, Wait wait) throws InterruptedException {
        long start = System.nanoTime();
        String outcome = BROKEN_OFF;
        try {
            ToolOutcome result = wait.forOutcome();
            outcome = outcome(result);
            return result;
        } finally {
            count(tool, outcome);
            record(tool, outcome, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** Does a call, which is in flight until it really ends. */
    ToolOutcome inFlight(String tool, Callable<ToolOutcome> call) throws Exception {
        AtomicInteger running = inFlight.computeIfAbsent(tool, this::inFlightGauge);
        running.incrementAndGet();
        try {
            return call.call();
        } finally {
            running.decrementAndGet();
        }
    }

    /** A call that never reached its tool. */
    ToolOutcome refused(String tool, ToolOutcome outcome) {
        count(tool, outcome(outcome));
        return outcome;
    }

    /** A call of a tool that is not here. */
    ToolOutcome refused(ToolOutcome outcome) {
        return refused(UNKNOWN, outcome);
    }

    private static String outcome(ToolOutcome outcome) {
        return switch (outcome) {
            case Returned(_, boolean isError, String type) -> isError ? type : OK;
            case Broken(var failure, _) -> failure.type();
        };
    }

    private void count(String tool, String outcome) {
        Counter.builder(ToolMetric.CALLS.id())
                .description(ToolMetric.CALLS.description())
                .tag(ToolMetric.TOOL, tool)
                .tag(ToolMetric.OUTCOME, outcome)
                .register(registry)
                .increment();
    }

    private void record(String tool, String outcome, Duration duration) {
        Timer.builder(ToolMetric.DURATION.id())
                .description(ToolMetric.DURATION.description())
                .tag(ToolMetric.TOOL, tool)
                .tag(ToolMetric.OUTCOME, outcome)
                .register(registry)
                .record(duration);
    }

    private AtomicInteger inFlightGauge(String tool) {
        AtomicInteger running = new AtomicInteger();
        Gauge.builder(ToolMetric.IN_FLIGHT.id(), running, AtomicInteger::get)
                .description(ToolMetric.IN_FLIGHT.description())
                .tag(ToolMetric.TOOL, tool)
                .register(registry);
        return running;
    }

    /** Waits for the outcome of a call. */
    @FunctionalInterface
    interface Wait {
        ToolOutcome forOutcome() throws InterruptedException;
    }
}
