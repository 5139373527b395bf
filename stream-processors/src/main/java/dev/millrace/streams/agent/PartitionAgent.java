package dev.millrace.streams.agent;

import dev.millrace.eventruntime.RegistryUnavailableException;
import dev.millrace.eventruntime.TaskLog;
import dev.millrace.eventruntime.tracing.Spans;
import dev.millrace.streams.agent.AgentEvent.Admitted;
import dev.millrace.streams.agent.AgentEvent.AdmittedTooLate;
import dev.millrace.streams.agent.AgentEvent.Broken;
import dev.millrace.streams.agent.AgentEvent.Commanded;
import dev.millrace.streams.agent.AgentState.Live;
import dev.millrace.streams.agent.Decision.Dropped;
import dev.millrace.streams.agent.Decision.Kept;
import dev.millrace.streams.agent.Decision.Moved;
import dev.millrace.streams.state.TaskHeader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves the records and the state of one partition's tasks as the machine decides. Owns the agent's
 * stores of the partition; one stream thread at a time uses it.
 */
final class PartitionAgent {

    private static final Logger LOG = LoggerFactory.getLogger(PartitionAgent.class);

    private final AgentMachine machine;
    private final ProcessorContext<String, byte[]> context;
    private final AgentOutputs outputs;
    private final WallClock clock;
    private final AgentMetrics metrics;
    private final EmissionCounts counts;
    private final TaskSpans spans;
    private final DueTimers dueTimers;
    private final Drops drops;
    private final TaskStore tasks;
    private final EarlyOutcomes early;
    private final ActiveTasks active = new ActiveTasks();

    PartitionAgent(
            ProcessorContext<String, byte[]> context,
            AgentSettings settings,
            AgentOutputs outputs,
            WallClock clock,
            AgentMetrics metrics,
            Spans spans) {
        this.machine = new AgentMachine(settings.retry());
        this.context = context;
        this.outputs = outputs;
        this.clock = clock;
        this.metrics = metrics;
        this.counts = new EmissionCounts(metrics);
        this.spans = new TaskSpans(spans);
        Timers timers = new Timers(context.getStateStore(AgentStores.TIMERS));
        this.tasks = new TaskStore(context, timers, settings.rememberEnded());
        this.early = new EarlyOutcomes(context.getStateStore(AgentStores.EARLY), timers, settings);
        this.drops = new Drops(outputs, early, counts, metrics);
        this.dueTimers =
                new DueTimers(
                        timers, settings.timersPerScan(), tasks, drops, outputs, clock, metrics);
        int unreadable = tasks.unfinished(active::add);
        if (unreadable > 0) {
            LOG.error(
                    "The state of {} tasks of {} cannot be read; they are not among the unfinished",
                    unreadable,
                    context.taskId());
        }
    }

    /** The tasks of the partition that have no result. */
    ActiveTasks active() {
        return active;
    }

    /**
     * Lets an event happen to its task.
     *
     * @throws RuntimeException if the event cannot be processed; its task has failed then, and the
     *     record is to become a dead letter
     */
    void receive(Record<String, AgentEvent> record) {
        @Nullable AgentEvent event = record.value();
        if (event == null) {
            metrics.dropped(DropReason.TOMBSTONE);
            return;
        }
        if (!event.taskId().equals(record.key())) {
            throw new IllegalArgumentException(
                    "the key must be the task " + event.taskId() + " but is " + record.key());
        }
        try (TaskLog _ =
                TaskLog.of(event.taskId(), event.tenantId(), Traces.of(record.headers()))) {
            receive(event, clock.now(), record);
        }
    }

    private void receive(AgentEvent event, Instant now, Record<String, AgentEvent> record) {
        Effects effects;
        try {
            effects = effects(event, now, record.headers());
        } catch (RuntimeException e) {
            if (isOfTheRecord(e) && abandon(event, now, record.headers(), e)) {
                return;
            }
            throw e;
        }
        effects.apply(context);
    }

    private Effects effects(AgentEvent event, Instant now, Headers headers) {
        StoredTask before = tasks.load(event.taskId());
        Effects effects = new Effects(event.taskId(), now, Traces.of(before.header(), headers));
        if (before.header() == null && event instanceof Admitted admitted) {
            admit(before, admitted, now, effects);
            return effects;
        }
        switch (machine.decide(before.state(), event, now)) {
            case Moved moved -> save(before, moved, now, effects);
            case Dropped dropped -> {
                drops.drop(dropped.reason(), effects);
                if (!dropped.emissions().isEmpty() || !dropped.next().equals(before.state())) {
                    save(before, new Moved(dropped.next(), dropped.emissions()), now, effects);
                }
            }
            case Kept _ -> keepEarly(event, now, effects);
        }
        return effects;
    }

    private void keepEarly(AgentEvent event, Instant now, Effects effects) {
        if (!early.keep(event.taskId(), event, now, effects)) {
            drops.dropUnknown(event, DropReason.EARLY_OVERFLOW, effects);
        }
    }

    /** A task that comes after events of its own goes on with them at once. */
    private void admit(StoredTask before, Admitted admitted, Instant now, Effects effects) {
        List<AgentEvent> waiting = new ArrayList<>(early.of(before.id()));
        Replay replay = new Replay(machine, now);
        replay.next(before.state(), first(admitted, waiting));
        waiting.forEach(event -> replay.next(replay.state(), event));
        replay.dropped().forEach(reason -> drops.drop(reason, effects));
        // Before the task is saved, as its timer may have the same key.
        early.clear(before.id(), effects);
        save(before, replay.moved(), now, effects);
    }

    /** A task that was canceled before it came does not even begin. */
    private static AgentEvent first(Admitted admitted, List<AgentEvent> waiting) {
        for (AgentEvent event : waiting) {
            if (AgentMachine.cancels(event, admitted.task())
                    && event instanceof Commanded commanded) {
                waiting.remove(event);
                return new AdmittedTooLate(admitted, commanded.command());
            }
        }
        return admitted;
    }

    private void save(StoredTask before, Moved moved, Instant now, Effects effects) {
        if (moved.next() instanceof AgentState.Live live) {
            Traces.nameSession(effects.headers(), live.progress().task().getSessionId());
        }
        tasks.save(before, moved, now, Traces.text(effects.headers()), effects);
        effects.afterwards(() -> active.moved(before.state(), moved.next()));
        for (Emission emission : moved.emissions()) {
            if (emission instanceof Emission.BatchRetried retried) {
                outputs.send(tasks.batch(before.id(), retried), effects);
            } else {
                outputs.send(emission, effects);
            }
            effects.afterwards(() -> counts.count(emission, effects.headers()));
            if (emission instanceof Emission.Result ended) {
                Instant began = began(before, now);
                effects.afterwards(() -> spans.ended(ended.result(), began, effects.headers()));
            }
        }
    }

    /** When the task that ends was admitted; one that ends at once is not stored. */
    private static Instant began(StoredTask before, Instant now) {
        return before.state() instanceof Live live ? live.progress().task().getAdmittedAt() : now;
    }

    private static boolean isOfTheRecord(RuntimeException e) {
        return !(e instanceof KafkaException) && !RegistryUnavailableException.isCauseOf(e);
    }

    /**
     * When an event cannot be processed, what is left to do for its task is to let it fail. True if
     * that is all: the dead letter of a task that failed stands for the record that admitted it.
     */
    private boolean abandon(
            AgentEvent event, Instant now, Headers headers, RuntimeException reason) {
        TaskHeader stored = tasks.header(event.taskId());
        Effects effects = new Effects(event.taskId(), now, Traces.of(stored, headers));
        boolean isLetter = false;
        try {
            StoredTask before = tasks.load(event.taskId());
            if (machine.decide(before.state(), new Broken(event, reason.toString()), now)
                    instanceof Moved moved) {
                // First, as its timer may have the same key as that of the task.
                drops.dropEarly(event.taskId(), DropReason.LATE, effects);
                save(before, moved, now, effects);
                isLetter = event instanceof Admitted;
            }
        } catch (RuntimeException e) {
            if (!isOfTheRecord(e)) {
                throw e;
            }
            reason.addSuppressed(e);
            return false;
        }
        effects.apply(context);
        if (isLetter) {
            LOG.warn("Task {} cannot be processed", event.taskId(), reason);
        }
        return isLetter;
    }

    /** Acts on the timers that are due; to be called regularly. */
    void takeDueTimers() {
        dueTimers.take().forEach(effects -> effects.apply(context));
    }
}
