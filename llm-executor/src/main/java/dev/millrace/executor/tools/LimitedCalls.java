package dev.millrace.executor.tools;

import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.Tool;
import dev.millrace.executor.work.ToolCall;
import dev.millrace.executor.work.ToolOutcome;
import dev.millrace.executor.work.ToolOutcome.Broken;
import dev.millrace.executor.work.ToolOutcome.Returned;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
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
        Duration left = Duration.between(clock.instant(), call.deadline());
        if (!slots.tryAcquire(left.toMillis(), TimeUnit.MILLISECONDS)) {
            return Broken.before(
                    FailureKind.DEADLINE.failed(
                            "no call of " + tool.name() + " became free before the deadline"));
        }
        Duration timeout = timeout(tool, call);
        FutureTask<ToolOutcome> running = start(tool, call, arguments, slots);
        return metrics.measured(tool.name(), () -> await(running, tool, timeout));
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
                        () -> metrics.inFlight(tool.name(), () -> tool.call(call, arguments)));
        try {
            threads.execute(
                    () -> {
                        // Outside of the task, which does not run if it is canceled first.
                        try {
                            task.run();
                        } finally {
                            slots.release();
                        }
                    });
        } catch (RejectedExecutionException e) {
            slots.release();
            throw e;
        }
        return task;
    }

    /** The shortest of what the caller, the tool and the deadline allow. */
    private Duration timeout(Tool tool, ToolCall call) {
        Duration allowed = tool.limits().timeout();
        if (call.timeout().isPositive() && call.timeout().compareTo(allowed) < 0) {
            allowed = call.timeout();
        }
        Duration left = Duration.between(clock.instant(), call.deadline());
        return left.compareTo(allowed) < 0 ? left : allowed;
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
