package dev.millrace.gateway.streaming;

import dev.millrace.gateway.streaming.TokenLog.Horizon;
import dev.millrace.gateway.streaming.TokenLog.TaskTokens;
import dev.millrace.gateway.view.FollowedTask;
import dev.millrace.gateway.view.Signal;
import dev.millrace.gateway.view.TaskStatus;
import dev.millrace.gateway.view.TimeLeft;
import dev.millrace.gateway.view.TimelineEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings the events of the view and the words of the log to a {@link StreamMachine}: words first,
 * as long as events have told of their step.
 *
 * <p>Owns what it reads from until it is closed. Used by one thread at a time, which waits for a
 * signal and asks for nothing while nothing happens.
 */
final class FollowedStream implements TaskStream {

    /** How long the words before an end are waited for when Kafka does not tell how many. */
    private static final Duration HORIZON_PATIENCE = Duration.ofSeconds(5);

    /** How long the last event of a task is waited for when its result is there. */
    private static final Duration LAST_EVENT_PATIENCE = Duration.ofSeconds(3);

    /** What cannot be read gives no sign when it is back, so it is asked again after this time. */
    private static final Duration NEXT_LOOK = Duration.ofMillis(250);

    private final Sources sources;
    private final boolean tellAnew;
    private final StreamMachine machine;
    private final Deque<TimelineEvent> pending = new ArrayDeque<>();
    private final Deque<StreamEvent> out = new ArrayDeque<>();
    private TaskStatus task;
    private long read = -1;
    private boolean hasEnded;
    private boolean lookAgain;
    private @Nullable Horizon horizon;
    private @Nullable TimeLeft horizonWait;
    private @Nullable TimeLeft lastEventWait;

    /**
     * What a stream reads from.
     *
     * @param signal raised by both sources
     * @param changes whether the view has changed since it was last asked
     * @param closing whether the stream must not wait any more
     */
    record Sources(
            FollowedTask followed,
            TaskTokens tokens,
            Signal signal,
            BooleanSupplier changes,
            BooleanSupplier closing) {}

    /**
     * @param task the task as it was when it was opened
     * @param first the first events of the task
     */
    FollowedStream(
            Sources sources,
            TaskStatus task,
            Collection<TimelineEvent> first,
            StreamPosition after) {
        this.sources = sources;
        this.task = slim(task);
        this.machine = new StreamMachine(after);
        // Words that are too old to be there are not made up for when the result is there as well.
        this.tellAnew = !task.hasEnded() || sources.tokens().areComplete();
        this.lookAgain = true;
        take(first);
    }

    @Override
    public Optional<StreamEvent> next(Duration wait) throws InterruptedException {
        TimeLeft timer = TimeLeft.of(wait);
        while (out.isEmpty() && !hasEnded) {
            if (sources.closing().getAsBoolean()) {
                throw new StreamClosedException("the gateway shuts down");
            }
            if (!advance()) {
                if (timer.isOver()) {
                    return Optional.empty();
                }
                sources.signal().await(shorter(timer.rest(), nextLook()));
            }
        }
        return Optional.ofNullable(out.poll());
    }

    /** Takes one step; false if there is nothing to be done before the signal. */
    private boolean advance() throws InterruptedException {
        // Asked before the look: what was reached then is there in the look as well.
        boolean reached = horizon != null && horizon.isReached();
        if (pending.isEmpty()) {
            load();
        }
        TimelineEvent event = pending.peek();
        boolean isEnd = event != null && machine.isEndOfWords(event);
        boolean wordsAreDone = isEnd && machine.hasAllWordsBefore(event);
        if (!wordsAreDone && passWords()) {
            return true;
        }
        if (event == null) {
            return endWithoutEvent();
        }
        if (isEnd && !wordsAreDone && !reached && !isTooLong()) {
            return false;
        }
        return pass(event);
    }

    private void load() {
        if (!lookAgain && !sources.changes().getAsBoolean()) {
            return;
        }
        Optional<List<TimelineEvent>> next = sources.followed().events(read);
        // After some there may be more; after a failure there will be.
        lookAgain = next.isEmpty() || !next.get().isEmpty();
        next.ifPresent(this::take);
        if (next.isPresent() && next.get().isEmpty()) {
            noteEnd();
        }
    }

    private void take(Collection<TimelineEvent> events) {
        for (TimelineEvent event : events) {
            pending.add(event);
            read = event.sequence();
        }
    }

    /** The result may be there while the last event is on its way, or lost. */
    private void noteEnd() {
        sources.followed().task().ifPresent(now -> task = slim(now));
        if (task.hasEnded() && lastEventWait == null) {
            lastEventWait = TimeLeft.of(LAST_EVENT_PATIENCE);
        }
    }

    private boolean endWithoutEvent() {
        if (lastEventWait == null || !lastEventWait.isOver()) {
            return false;
        }
        end(task.sequence());
        return true;
    }

    private boolean passWords() throws InterruptedException {
        Words words = sources.tokens().peek();
        if (words == null || machine.isAhead(words)) {
            return false;
        }
        sources.tokens().pop();
        out.addAll(machine.on(words));
        return true;
    }

    /** Whether the words before an end have been waited for too long; begins the wait. */
    private boolean isTooLong() {
        if (horizonWait == null) {
            horizonWait = TimeLeft.of(HORIZON_PATIENCE);
        }
        if (horizon == null || horizon.isUnknown()) {
            closeHorizon();
            horizon = sources.tokens().askHorizon();
        }
        return horizonWait.isOver();
    }

    private boolean pass(TimelineEvent event) {
        if (StreamMachine.isEndOfTask(event)) {
            Optional<TaskStatus> now = sources.followed().task();
            if (now.isEmpty() || !now.get().hasEnded()) {
                // The result is on its way.
                lookAgain = lookAgain || now.isEmpty();
                return false;
            }
            task = now.get();
            machine.on(event, task);
            end(event.sequence());
            return true;
        }
        pending.remove();
        closeHorizon();
        horizonWait = null;
        if (!task.hasEnded() && event.state() != task.state()) {
            sources.followed().task().ifPresent(now -> task = slim(now));
        }
        out.addAll(machine.on(event, task));
        return true;
    }

    /** What a stream keeps of a task while it is open: what answers repeat can be long. */
    private static TaskStatus slim(TaskStatus task) {
        return task.hasEnded() ? task : task.withRequest("");
    }

    private void end(long sequence) {
        out.addAll(machine.end(task, sequence, sources.tokens().areComplete(), tellAnew));
        hasEnded = true;
        pending.clear();
    }

    private Duration nextLook() {
        boolean isWaiting = lookAgain || horizonWait != null || lastEventWait != null;
        return isWaiting ? NEXT_LOOK : Duration.ofDays(1);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void closeHorizon() {
        if (horizon != null) {
            horizon.close();
            horizon = null;
        }
    }

    @Override
    public void close() {
        closeHorizon();
        sources.tokens().close();
        sources.followed().close();
    }
}
