package dev.millrace.streams.agent;

import dev.millrace.UsageRecorded;
import dev.millrace.eventruntime.RegistryUnavailableException;
import dev.millrace.streams.agent.AgentEvent.Admitted;
import dev.millrace.streams.agent.AgentEvent.AdmittedTooLate;
import dev.millrace.streams.agent.AgentEvent.Broken;
import dev.millrace.streams.agent.AgentEvent.Commanded;
import dev.millrace.streams.agent.Decision.Dropped;
import dev.millrace.streams.agent.Decision.Kept;
import dev.millrace.streams.agent.Decision.Moved;
import dev.millrace.streams.agent.TaskRecords.TimerDue;
import dev.millrace.streams.state.TaskHeader;
import dev.millrace.streams.state.TaskPhase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    private final int timersPerScan;
    private final Timers timers;
    private final TaskStore tasks;
    private final EarlyOutcomes early;

    PartitionAgent(
            ProcessorContext<String, byte[]> context,
            AgentSettings settings,
            AgentOutputs outputs,
            WallClock clock,
            AgentMetrics metrics) {
        this.machine = new AgentMachine(settings.retry());
        this.context = context;
        this.outputs = outputs;
        this.clock = clock;
        this.metrics = metrics;
        this.counts = new EmissionCounts(metrics);
        this.timersPerScan = settings.timersPerScan();
        this.timers = new Timers(context.getStateStore(AgentStores.TIMERS));
        this.tasks = new TaskStore(context, timers, settings.rememberEnded());
        this.early = new EarlyOutcomes(context.getStateStore(AgentStores.EARLY), timers, settings);
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
        Instant now = clock.now();
        Headers headers = Traces.of(record.headers());
        Effects effects;
        try {
            effects = effects(event, now, headers);
        } catch (RuntimeException e) {
            if (isOfTheRecord(e) && abandon(event, now, headers, e)) {
                return;
            }
            throw e;
        }
        effects.apply(context);
    }

    private Effects effects(AgentEvent event, Instant now, Headers headers) {
        Effects effects = new Effects(event.taskId(), now, headers);
        StoredTask before = tasks.load(event.taskId());
        if (before.header() == null && event instanceof Admitted admitted) {
            admit(before, admitted, now, effects);
            return effects;
        }
        switch (machine.decide(before.state(), event, now)) {
            case Moved moved -> save(before, moved, now, effects);
            case Dropped dropped -> {
                drop(dropped.reason(), effects);
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
            dropUnknown(event, DropReason.EARLY_OVERFLOW, new HashSet<>(), effects);
        }
    }

    /** A task that comes after events of its own goes on with them at once. */
    private void admit(StoredTask before, Admitted admitted, Instant now, Effects effects) {
        List<AgentEvent> waiting = new ArrayList<>(early.of(before.id()));
        Replay replay = new Replay(machine, now);
        replay.next(before.state(), first(admitted, waiting));
        waiting.forEach(event -> replay.next(replay.state(), event));
        replay.dropped().forEach(reason -> drop(reason, effects));
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
        tasks.save(before, moved, now, Traces.text(effects.headers()), effects);
        for (Emission emission : moved.emissions()) {
            if (emission instanceof Emission.BatchRetried retried) {
                outputs.send(tasks.batch(before.id(), retried), effects);
            } else {
                outputs.send(emission, effects);
            }
            effects.afterwards(() -> counts.count(emission, effects.headers()));
        }
    }

    private void drop(DropReason reason, Effects effects) {
        effects.afterwards(() -> metrics.dropped(reason));
    }

    /**
     * @param recorded what was recorded already: an outcome may have come twice
     */
    private void dropUnknown(
            AgentEvent event, DropReason reason, Set<UsageRecorded> recorded, Effects effects) {
        drop(reason, effects);
        UsageRecorded used = Billing.ofUnknownTask(event);
        if (used != null && recorded.add(used)) {
            Emission emission = new Emission.Used(used);
            outputs.send(emission, effects);
            effects.afterwards(() -> counts.count(emission, effects.headers()));
        }
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
        Effects effects = new Effects(event.taskId(), now, headers);
        boolean isLetter = false;
        try {
            StoredTask before = tasks.load(event.taskId());
            if (machine.decide(before.state(), new Broken(event, reason.toString()), now)
                    instanceof Moved moved) {
                // First, as its timer may have the same key as that of the task.
                dropEarly(event.taskId(), DropReason.LATE, effects);
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

    private void dropEarly(String id, DropReason reason, Effects effects) {
        Set<UsageRecorded> recorded = new HashSet<>();
        early.of(id).forEach(event -> dropUnknown(event, reason, recorded, effects));
        early.clear(id, effects);
    }

    /** Acts on the timers that are due; to be called regularly. */
    void takeDueTimers() {
        boolean trusted = clock.isTrusted();
        Instant now = clock.now();
        if (!trusted) {
            metrics.expiryHeld();
            return;
        }
        for (Timers.Due due : timers.due(now, timersPerScan)) {
            take(due, now).apply(context);
        }
    }

    private Effects take(Timers.Due due, Instant now) {
        String id = due.taskId();
        TaskHeader header = tasks.header(id);
        Effects effects = new Effects(id, now, Traces.headers(header));
        timers.remove(due.at(), id, effects);
        if (header == null) {
            dropEarly(id, DropReason.EARLY_EXPIRED, effects);
        } else if (header.getPhase() == TaskPhase.ended) {
            tasks.forget(id, effects);
        } else {
            take(id, header, now, effects);
        }
        return effects;
    }

    private void take(String id, TaskHeader header, Instant now, Effects effects) {
        TaskTimer timer = TaskTimer.at(header, now);
        for (TimerDue due : timer.due()) {
            // Goes through the log, so that outcomes which lie there already come first.
            outputs.send(
                    TaskRecords.timeout(
                            id,
                            header.getTenantId(),
                            header.getStep(),
                            TaskTimer.kind(header),
                            due,
                            now),
                    effects);
            effects.afterwards(() -> metrics.timedOut(due.reason()));
        }
        tasks.timerTaken(id, timer.after(), effects);
    }
}
