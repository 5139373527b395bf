package dev.millrace.executor.tools;

import dev.millrace.eventruntime.metrics.BoundedLabel;
import dev.millrace.eventruntime.metrics.LatencyBuckets;
import dev.millrace.executor.metrics.CallsInFlight;
import dev.millrace.executor.metrics.CallsInFlight.Kind;
import dev.millrace.executor.metrics.ExecutorMetric;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.Callable;

/** Counts the calls of tools, by tool and outcome. Thread-safe. */
final class ToolMetrics {

    private static final String OK = "ok";

    /** The call got to the tool, or to where it should be, and there is no result of it. */
    private static final String ERROR = "error";

    /** The call was kept from its tool. */
    private static final String REFUSED = "refused";

    private static final String BROKEN_OFF = "broken-off";

    /** What a model makes up must not become a tag. */
    private static final String UNKNOWN = "unknown";

    /** A server may declare as many tools as it likes, and others every hour. */
    private static final int MOST_TOOLS = 500;

    private final MeterRegistry registry;
    private final CallsInFlight inFlight;
    private final BoundedLabel tools = new BoundedLabel(MOST_TOOLS);

    ToolMetrics(MeterRegistry registry, CallsInFlight inFlight) {
        this.registry = registry;
        this.inFlight = inFlight;
    }

    /** Waits for a call and counts what becomes of it. */
    ToolOutcome measured(String tool, Wait wait) throws InterruptedException {
        long start = System.nanoTime();
        String outcome = BROKEN_OFF;
        try {
            ToolOutcome result = wait.forOutcome();
            String error = error(result);
            outcome = error.equals(OK) ? OK : ERROR;
            countError(tool, error);
            return result;
        } finally {
            count(tool, outcome);
            record(tool, outcome, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /**
     * Does a call, which is in flight until it really ends.
     *
     * @param endpoint the tool, or the server of several tools
     */
    ToolOutcome inFlight(String endpoint, Callable<ToolOutcome> call) throws Exception {
        CallsInFlight.Call running = inFlight.begin(Kind.TOOL, endpoint);
        try {
            return call.call();
        } finally {
            running.end();
        }
    }

    /** A call that never reached its tool. */
    ToolOutcome refused(String tool, ToolOutcome outcome) {
        count(tool, REFUSED);
        countError(tool, error(outcome));
        return outcome;
    }

    /** A call of a tool that is not here. */
    ToolOutcome refused(ToolOutcome outcome) {
        return refused(UNKNOWN, outcome);
    }

    private static String error(ToolOutcome outcome) {
        return switch (outcome) {
            case Returned(_, boolean isError, String type) -> isError ? type : OK;
            case Broken(var failure, _) -> failure.type();
        };
    }

    private void count(String tool, String outcome) {
        Counter.builder(ExecutorMetric.TOOL_CALLS.id())
                .description(ExecutorMetric.TOOL_CALLS.description())
                .tag(ExecutorMetric.TOOL, tools.of(tool))
                .tag(ExecutorMetric.OUTCOME, outcome)
                .register(registry)
                .increment();
    }

    private void countError(String tool, String error) {
        if (!error.equals(OK)) {
            Counter.builder(ExecutorMetric.TOOL_ERRORS.id())
                    .description(ExecutorMetric.TOOL_ERRORS.description())
                    .tag(ExecutorMetric.TOOL, tools.of(tool))
                    .tag(ExecutorMetric.ERROR, error)
                    .register(registry)
                    .increment();
        }
    }

    private void record(String tool, String outcome, Duration duration) {
        Timer.builder(ExecutorMetric.TOOL_DURATION.id())
                .description(ExecutorMetric.TOOL_DURATION.description())
                .tag(ExecutorMetric.TOOL, tools.of(tool))
                .tag(ExecutorMetric.OUTCOME, outcome)
                .serviceLevelObjectives(LatencyBuckets.bounds())
                .register(registry)
                .record(duration);
    }

    /** Waits for the outcome of a call. */
    @FunctionalInterface
    interface Wait {
        ToolOutcome forOutcome() throws InterruptedException;
    }
}
