package dev.millrace.streams.agent;

import dev.millrace.TaskResult;
import dev.millrace.eventruntime.RegistryUnavailableException;
import dev.millrace.eventruntime.TaskLog;
import dev.millrace.streams.agent.AgentEvent.Broken;
import dev.millrace.streams.agent.Decision.Dropped;
import dev.millrace.streams.agent.Decision.Kept;
import dev.millrace.streams.agent.Decision.Moved;
import dev.millrace.streams.state.TaskHeader;
import dev.millrace.streams.state.TaskPhase;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
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

    private final AgentMachine machine = new AgentMachine();
    private final ProcessorContext<String, byte[]> context;
    private final AgentOutputs outputs;
    private final WallClock clock;
    private final AgentMetrics metrics;
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
        this.context = context;
        this.outputs = outputs;
        this.clock = clock;
        this.metrics = metrics;
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
        Headers headers = trace(record.headers());
        Effects effects;
        try {
            effects = effects(event, now, headers);
        } catch (RuntimeException e) {
            if (isOfTheRecord(e)) {
                abandon(event, now, headers, e).apply(context);
            }
            throw e;
        }
        effects.apply(context);
    }

    private Effects effects(AgentEvent event, Instant now, Headers headers) {
        Effects effects = new Effects(event.taskId(), now, headers);
        StoredTask before = tasks.load(event.taskId());
        switch (machine.decide(before.state(), event, now)) {
            case Moved moved -> {
                Moved last = before.header() == null ? replay(before, moved, now, effects) : moved;
                save(before, last, now, effects);
            }
            case Dropped(DropReason reason) -> drop(reason, effects);
            case Kept _ -> {
                if (!early.keep(event.taskId(), event, now, effects)) {
                    drop(DropReason.EARLY_OVERFLOW, effects);
                }
            }
        }
        return effects;
    }

    /** A task that comes after outcomes of its own goes on with them at once. */
    private Moved replay(StoredTask before, Moved first, Instant now, Effects effects) {
        Moved last = first;
        for (AgentEvent event : early.of(before.id())) {
            switch (machine.decide(last.next(), event, now)) {
                case Moved moved -> last = last.andThen(moved);
                case Dropped(DropReason reason) -> drop(reason, effects);
                case Kept _ -> throw new IllegalStateException("the task is known: " + before.id());
            }
        }
        // Before the task is saved, as its timer may have the same key.
        early.clear(before.id(), effects);
        return last;
    }

    private void save(StoredTask before, Moved moved, Instant now, Effects effects) {
        tasks.save(before, moved, now, effects);
        for (Emission emission : moved.emissions()) {
            outputs.send(emission, effects);
            if (emission instanceof Emission.Result(TaskResult result)) {
                effects.afterwards(() -> ended(result, effects.headers()));
            }
        }
    }

    private void drop(DropReason reason, Effects effects) {
        effects.afterwards(() -> metrics.dropped(reason));
    }

    private void ended(TaskResult result, Headers headers) {
        metrics.taskEnded(
                result.getState(),
                Duration.between(result.getSubmittedAt(), result.getCompletedAt()));
        try (TaskLog _ = TaskLog.of(result.getTaskId(), result.getTenantId(), headers)) {
            LOG.info("Task {} is {}", result.getTaskId(), result.getState());
        }
    }

    private static boolean isOfTheRecord(RuntimeException e) {
        return !(e instanceof KafkaException) && !RegistryUnavailableException.isCauseOf(e);
    }

    /** When an event cannot be processed, what is left to do for its task is to let it fail. */
    private Effects abandon(
            AgentEvent event, Instant now, Headers headers, RuntimeException reason) {
        Effects effects = new Effects(event.taskId(), now, headers);
        try {
            StoredTask before = tasks.load(event.taskId());
            if (machine.decide(before.state(), new Broken(event, reason.toString()), now)
                    instanceof Moved moved) {
                // First, as its timer may have the same key as that of the task.
                dropEarly(event.taskId(), DropReason.LATE, effects);
                save(before, moved, now, effects);
            }
            return effects;
        } catch (RuntimeException e) {
            if (!isOfTheRecord(e)) {
                throw e;
            }
            reason.addSuppressed(e);
            return new Effects(event.taskId(), now, headers);
        }
    }

    private void dropEarly(String id, DropReason reason, Effects effects) {
        int dropped = early.clear(id, effects);
        for (int outcome = 0; outcome < dropped; outcome++) {
            drop(reason, effects);
        }
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
        Effects effects = new Effects(id, now, new RecordHeaders());
        timers.remove(due.at(), id, effects);
        TaskHeader header = tasks.header(id);
        if (header == null) {
            dropEarly(id, DropReason.EARLY_EXPIRED, effects);
        } else if (header.getPhase() == TaskPhase.ended) {
            tasks.forget(id, effects);
        } else {
            // Goes through the log, so that outcomes which lie there already come first.
            outputs.send(TaskRecords.timeout(id, header, due.at(), now), effects);
            tasks.timerFired(id, header, effects);
            effects.afterwards(metrics::deadlineReached);
        }
        return effects;
    }

    private static Headers trace(Headers headers) {
        Headers kept = new RecordHeaders();
        Header trace = headers.lastHeader(TaskLog.TRACEPARENT);
        if (trace != null) {
            kept.add(trace);
        }
        return kept;
    }
}
