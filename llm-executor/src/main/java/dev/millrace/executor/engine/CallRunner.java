package dev.millrace.executor.engine;

import dev.millrace.executor.engine.WorkKind.Call;
import dev.millrace.executor.engine.WorkKind.Outcome;
import dev.millrace.executor.metrics.ExecutorMetric;
import dev.millrace.executor.work.FailureKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a call, unless it comes too late or its task is canceled; whatever happens is an outcome.
 *
 * <p>Used by many threads; an interrupt of theirs breaks the call off.
 */
final class CallRunner<I extends SpecificRecord, O extends SpecificRecord> {

    private static final Logger LOG = LoggerFactory.getLogger(CallRunner.class);

    private final WorkKind<I, O> kind;
    private final Cancellations cancellations;
    private final EngineMetrics metrics;
    private final Clock clock;

    private volatile boolean stopped;

    CallRunner(
            WorkKind<I, O> kind, Cancellations cancellations, EngineMetrics metrics, Clock clock) {
        this.kind = kind;
        this.cancellations = cancellations;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** From now on an interrupt means that the call is handed back, without an outcome. */
    void stop() {
        stopped = true;
    }

    boolean isStopped() {
        return stopped;
    }

    /**
     * @param maybeRepeated whether the same call may have been made before
     * @param ended hears of a call that was made
     * @throws InterruptedException if the call was broken off to be handed back
     */
    Outcome<O> run(I work, Call call, boolean maybeRepeated, Consumer<Outcome<O>> ended)
            throws InterruptedException {
        Instant deadline = kind.deadline(work);
        if (call.startedAt().isAfter(deadline)) {
            metrics.skipped("deadline");
            String detail = "the deadline was " + deadline + ", before the call could start";
            return kind.failed(work, call, FailureKind.DEADLINE.failed(detail));
        }
        Optional<Instant> end = kind.startBefore(work);
        if (end.isPresent() && !call.startedAt().isBefore(end.get())) {
            metrics.skipped("timeout");
            String detail = "it waited too long: its time was over at " + end.get();
            return kind.failed(work, call, FailureKind.TIMEOUT.failed(detail));
        }
        RunningCall running = cancellations.begin(kind.taskId(work));
        try {
            if (running.isCanceled()) {
                metrics.skipped("canceled");
                return canceled(work, call, "before the call could start");
            }
            if (maybeRepeated) {
                metrics.count(ExecutorMetric.CALL_REPEATS);
            }
            Outcome<O> outcome = perform(work, call, running);
            metrics.called(outcome.result(), Duration.between(call.startedAt(), clock.instant()));
            ended.accept(outcome);
            return outcome;
        } finally {
            cancellations.end(running);
        }
    }

    private Outcome<O> perform(I work, Call call, RunningCall running) throws InterruptedException {
        try {
            Outcome<O> outcome = kind.perform(work, call);
            // Even a failure may tell of tokens that are paid for, so the agent hears of it.
            if (running.isCanceled() && !outcome.result().equals(Outcome.OK)) {
                metrics.count(ExecutorMetric.CALLS_CANCELED);
            }
            return outcome;
        } catch (InterruptedException | RuntimeException | Error e) {
            if (stopped) {
                throw new InterruptedException("broken off: " + e);
            }
            if (running.isCanceled()) {
                return brokenOff(work, call);
            }
            LOG.error("{} {} failed", kind.name(), call, e);
            return kind.failed(work, call, FailureKind.INTERNAL.failed(e.toString()));
        }
    }

    private Outcome<O> brokenOff(I work, Call call) {
        metrics.count(ExecutorMetric.CALLS_CANCELED);
        return canceled(work, call, "while the call ran, which was broken off");
    }

    private Outcome<O> canceled(I work, Call call, String when) {
        return kind.failed(
                work, call, FailureKind.CANCELED.failed("the task was canceled " + when));
    }
}
