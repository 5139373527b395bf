package dev.millrace.streams.agent;

import dev.millrace.TaskAdmitted;
import dev.millrace.TurnRequested;
import dev.millrace.Usage;
import dev.millrace.streams.agent.AgentState.AwaitingTurn;
import dev.millrace.streams.agent.AgentState.Ended;
import dev.millrace.streams.agent.AgentState.Gathering;
import dev.millrace.streams.agent.AgentState.Live;
import dev.millrace.streams.agent.AgentState.Unknown;
import dev.millrace.streams.agent.Decision.Moved;
import dev.millrace.streams.state.TaskHeader;
import dev.millrace.streams.state.TaskPhase;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps tasks in the stores: a small header that changes, a transcript that only grows, and the
 * context while it is gathered. An ended task leaves a bare header, which its timer takes away.
 */
final class TaskStore {

    private final StateFormat<TaskHeader> headerFormat = new StateFormat<>(TaskHeader.class);
    private final StateFormat<TaskAdmitted> taskFormat = new StateFormat<>(TaskAdmitted.class);
    private final StateFormat<TurnRequested> turnFormat = new StateFormat<>(TurnRequested.class);
    private final ContextFormat contextFormat = new ContextFormat();

    private final KeyValueStore<Bytes, byte[]> headers;
    private final KeyValueStore<Bytes, byte[]> transcripts;
    private final KeyValueStore<Bytes, byte[]> contexts;
    private final Timers timers;
    private final Duration rememberEnded;

    TaskStore(ProcessorContext<?, ?> context, Timers timers, Duration rememberEnded) {
        this.headers = context.getStateStore(AgentStores.TASKS);
        this.transcripts = context.getStateStore(AgentStores.TRANSCRIPTS);
        this.contexts = context.getStateStore(AgentStores.CONTEXTS);
        this.timers = timers;
        this.rememberEnded = rememberEnded;
    }

    @Nullable TaskHeader header(String id) {
        return headerFormat.decodeIfPresent(headers.get(StateFormat.key(id)));
    }

    StoredTask load(String id) {
        TaskHeader header = header(id);
        return new StoredTask(id, header == null ? new Unknown() : state(id, header), header);
    }

    private AgentState state(String id, TaskHeader header) {
        return switch (header.getPhase()) {
            case gathering_context ->
                    new Gathering(task(id), header.getSequence(), usage(header), context(id));
            case turn ->
                    new AwaitingTurn(
                            task(id),
                            header.getSequence(),
                            usage(header),
                            header.getStep(),
                            header.getAttempt());
            case ended -> new Ended();
        };
    }

    private TaskAdmitted task(String id) {
        byte[] entry = transcripts.get(entryKey(id, 0));
        if (entry == null) {
            throw new IllegalStateException("task " + id + " has no transcript");
        }
        return taskFormat.decode(entry);
    }

    private Context context(String id) {
        byte[] bytes = contexts.get(StateFormat.key(id));
        return bytes == null ? Context.empty() : contextFormat.decode(bytes);
    }

    private static Usage usage(TaskHeader header) {
        return new Usage(
                header.getInputTokens(), header.getOutputTokens(), header.getCostMicroUsd(), 0L);
    }

    void save(StoredTask before, Moved moved, Instant now, Effects effects) {
        switch (moved.next()) {
            case Live live -> keep(before, live, moved, effects);
            case Ended _ -> end(before, now, effects);
            case Unknown _ -> throw new IllegalStateException("no decision forgets a task");
        }
    }

    private void keep(StoredTask before, Live live, Moved moved, Effects effects) {
        String id = before.id();
        int entries = before.entries();
        Instant timerDue = before.timerDue();
        if (before.header() == null) {
            effects.put(transcripts, entryKey(id, entries++), taskFormat.encode(live.task()));
            timerDue = live.task().getDeadline();
            timers.set(timerDue, id, effects);
        }
        for (Emission emission : moved.emissions()) {
            // A turn without passages follows from the entries before it.
            if (emission instanceof Emission.Turn(TurnRequested turn)
                    && !turn.getPassages().isEmpty()) {
                effects.put(transcripts, entryKey(id, entries++), turnFormat.encode(turn));
            }
        }
        saveContext(before, live, effects);
        TaskHeader header = header(live, entries, timerDue);
        if (!header.equals(before.header())) {
            effects.put(headers, StateFormat.key(id), headerFormat.encode(header));
        }
    }

    private void saveContext(StoredTask before, Live live, Effects effects) {
        Bytes key = StateFormat.key(before.id());
        if (live instanceof Gathering gathering) {
            if (!gathering.context().received().isEmpty()) {
                effects.put(contexts, key, contextFormat.encode(gathering.context()));
            }
        } else if (before.state() instanceof Gathering) {
            effects.delete(contexts, key);
        }
    }

    private static TaskHeader header(Live live, int entries, @Nullable Instant timerDue) {
        return TaskHeader.newBuilder()
                .setPhase(live instanceof Gathering ? TaskPhase.gathering_context : TaskPhase.turn)
                .setTenantId(live.task().getTenantId())
                .setStep(live.step())
                .setAttempt(live instanceof AwaitingTurn waiting ? waiting.attempt() : 0)
                .setSequence(live.sequence())
                .setInputTokens(live.usage().getInputTokens())
                .setOutputTokens(live.usage().getOutputTokens())
                .setCostMicroUsd(live.usage().getCostMicroUsd())
                .setEntries(entries)
                .setTimerDue(timerDue)
                .build();
    }

    private void end(StoredTask before, Instant now, Effects effects) {
        String id = before.id();
        for (int entry = 0; entry < before.entries(); entry++) {
            effects.delete(transcripts, entryKey(id, entry));
        }
        if (before.state() instanceof Gathering) {
            effects.delete(contexts, StateFormat.key(id));
        }
        TaskHeader bare = TaskHeader.newBuilder().setPhase(TaskPhase.ended).build();
        effects.put(headers, StateFormat.key(id), headerFormat.encode(bare));
        rememberUntilTimer(id, before.timerDue(), now, effects);
    }

    /** The timer of the deadline takes the ended task away too, unless it is too far off. */
    private void rememberUntilTimer(
            String id, @Nullable Instant timerDue, Instant now, Effects effects) {
        Instant latest = now.plus(rememberEnded);
        if (timerDue != null && timerDue.isAfter(now) && !timerDue.isAfter(latest)) {
            return;
        }
        if (timerDue != null) {
            timers.remove(timerDue, id, effects);
        }
        timers.set(latest, id, effects);
    }

    /** The timer of a task is no more. */
    void timerFired(String id, TaskHeader header, Effects effects) {
        TaskHeader fired = TaskHeader.newBuilder(header).setTimerDue(null).build();
        effects.put(headers, StateFormat.key(id), headerFormat.encode(fired));
    }

    void forget(String id, Effects effects) {
        effects.delete(headers, StateFormat.key(id));
    }

    private static Bytes entryKey(String id, int entry) {
        return StateFormat.key(id + "|" + entry);
    }
}
