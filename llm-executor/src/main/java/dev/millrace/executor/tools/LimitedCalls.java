package dev.millrace.executor.tools;

import dev.millrace.eventruntime.TaskLog;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolCall;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;
import dev.millrace.executor.work.TurnOutcome.Failed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Runs calls within the limits of their tools: so many at a time, so long each.
 *
 * <p>Owns the virtual threads that calls run on and a semaphore for each limit. A call that does
 * not heed its interrupt goes on counting until it ends.
 */
final class LimitedCalls implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LimitedCalls.class);

    /** A call that waits holds one of the slots that all tools share, so it soon gives way. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private static final Duration SHORT_REST = Duration.ofSeconds(1);

    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("tool-call-", 0).factory());
    private final Map<String, Slots> slotsByName = new ConcurrentHashMap<>();
    private final ToolMetrics metrics;
    private final Clock clock;

    LimitedCalls(ToolMetrics metrics, Clock clock) {
        this.metrics = metrics;
        this.clock = clock;
    }

    ToolOutcome run(Tool tool, ToolCall call, ObjectNode arguments) throws InterruptedException {
        Semaphore slots = slots(tool);
        Instant end = end(call);
        Duration left = Duration.between(clock.instant(), end);
        if (!slots.tryAcquire(shorter(LONGEST_WAIT, left).toMillis(), TimeUnit.MILLISECONDS)) {
            boolean tooLate = end.equals(call.deadline()) && left.compareTo(LONGEST_WAIT) <= 0;
            return refused(tool, tooLate ? tooLate(tool) : full(tool));
        }
        left = Duration.between(clock.instant(), end);
        if (!left.isPositive()) {
            slots.release();
            return refused(tool, end.equals(call.deadline()) ? tooLate(tool) : full(tool));
        }
        Duration timeout = shorter(tool.limits().timeout(), left);
        FutureTask<ToolOutcome> running = start(tool, call, arguments, slots);
        return metrics.measured(tool.name(), () -> await(running, tool, timeout));
    }

    private ToolOutcome refused(Tool tool, Failed failure) {
        return metrics.refused(tool.name(), Broken.before(failure));
    }

    private static Failed tooLate(Tool tool) {
        return FailureKind.DEADLINE.failed(
                "no call of " + tool.name() + " became free before the deadline");
    }

    private static Failed full(Tool tool) {
        // Calls that are sent away together must not come back together.
        long spread = ThreadLocalRandom.current().nextLong(SHORT_REST.toMillis() + 1);
        return FailureKind.BULKHEAD_FULL.failed(
                "%s takes %d calls at a time".formatted(tool.name(), tool.limits().concurrency()),
                SHORT_REST.plusMillis(spread));
    }

    private static ToolOutcome await(FutureTask<ToolOutcome> running, Tool tool, Duration timeout)
            throws InterruptedException {
        try {
            return running.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            return Broken.during(FailureKind.TIMEOUT.failed("no result within " + timeout));
        } catch (ExecutionException e) {
            LOG.error("the tool {} failed", tool.name(), e.getCause());
            return Returned.error("internal", "The tool failed for an internal reason");
        } finally {
            running.cancel(true);
        }
    }

    private FutureTask<ToolOutcome> start(
            Tool tool, ToolCall call, ObjectNode arguments, Semaphore slots) {
        FutureTask<ToolOutcome> task =
                new FutureTask<>(
                        () -> metrics.inFlight(tool.limitedAs(), () -> tool.call(call, arguments)));
        try {
            threads.execute(
                    TaskLog.carriedBy(
                            () -> {
                                // Outside of the task, which does not run if it is canceled first.
                                try {
                                    task.run();
                                } finally {
                                    slots.release();
                                }
                            }));
        } catch (RejectedExecutionException e) {
            slots.release();
            throw e;
        }
        return task;
    }

    /** When the call's time is over, by its own limit or by the task's deadline. */
    private Instant end(ToolCall call) {
        Instant end = clock.instant().plus(call.timeout());
        return call.timeout().isPositive() && end.isBefore(call.deadline()) ? end : call.deadline();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    /** A server may declare a tool anew, with the same limits; the slots then stay. */
    private Semaphore slots(Tool tool) {
        int size = tool.limits().concurrency();
        return slotsByName
                .compute(
                        tool.limitedAs(),
                        (_, known) ->
                                known != null && known.size() == size
                                        ? known
                                        : new Slots(size, new Semaphore(size)))
                .free();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private record Slots(int size, Semaphore free) {}
}
