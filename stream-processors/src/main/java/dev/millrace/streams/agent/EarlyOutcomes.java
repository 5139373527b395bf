package dev.millrace.streams.agent;

import dev.millrace.ChunkBatchScored;
import dev.millrace.StepCompleted;
import dev.millrace.TaskCommand;
import dev.millrace.streams.agent.AgentEvent.Admitted;
import dev.millrace.streams.agent.AgentEvent.AdmittedTooLate;
import dev.millrace.streams.agent.AgentEvent.BatchScored;
import dev.millrace.streams.agent.AgentEvent.Broken;
import dev.millrace.streams.agent.AgentEvent.Commanded;
import dev.millrace.streams.agent.AgentEvent.StepEnded;
import dev.millrace.streams.state.EarlyCount;
import dev.millrace.streams.state.EarlyKind;
import dev.millrace.streams.state.EarlyOutcome;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Outcomes and commands that came before their task, since order across topics is not given.
 * Bounded in number and size per task and per partition; the totals of the partition are held in
 * memory, so that the store is not asked while it is empty. Belongs to one stream thread.
 */
final class EarlyOutcomes {

    private static final byte COUNT_KEY_END = '|';

    private final StateFormat<EarlyCount> countFormat = new StateFormat<>(EarlyCount.class);
    private final StateFormat<EarlyOutcome> outcomeFormat =
            new StateFormat<>(EarlyOutcome.class, "EarlyOutcome-1.avsc");
    private final StateFormat<ChunkBatchScored> batchFormat =
            new StateFormat<>(ChunkBatchScored.class, "ChunkBatchScored-1.avsc");
    private final StateFormat<StepCompleted> stepFormat =
            new StateFormat<>(StepCompleted.class, "StepCompleted-1.avsc");
    private final StateFormat<TaskCommand> commandFormat = new StateFormat<>(TaskCommand.class);

    private final KeyValueStore<Bytes, byte[]> store;
    private final Timers timers;
    private final AgentSettings settings;
    private long outcomes;
    private long size;

    EarlyOutcomes(KeyValueStore<Bytes, byte[]> store, Timers timers, AgentSettings settings) {
        this.store = store;
        this.timers = timers;
        this.settings = settings;
        countAll();
    }

    private void countAll() {
        try (KeyValueIterator<Bytes, byte[]> entries = store.all()) {
            while (entries.hasNext()) {
                KeyValue<Bytes, byte[]> entry = entries.next();
                byte[] key = entry.key.get();
                if (key[key.length - 1] == COUNT_KEY_END) {
                    add(countFormat.decode(entry.value), 1);
                }
            }
        }
    }

    /** Keeps an outcome until its task comes; false if there is no room for it. */
    boolean keep(String id, AgentEvent event, Instant now, Effects effects) {
        byte[] bytes = outcomeFormat.encode(outcome(event));
        EarlyCount before = count(id);
        EarlyCount after =
                new EarlyCount(
                        before == null ? 1 : before.getOutcomes() + 1,
                        bytes.length + (before == null ? 0 : before.getSize()),
                        before == null ? now.plus(settings.earlyTtl()) : before.getDropAt());
        if (isTooMuch(after, bytes.length)) {
            return false;
        }
        effects.put(store, entryKey(id, after.getOutcomes() - 1), bytes);
        effects.put(store, countKey(id), countFormat.encode(after));
        if (before == null) {
            timers.set(after.getDropAt(), id, effects);
        }
        effects.afterwards(
                () -> {
                    outcomes++;
                    size += bytes.length;
                });
        return true;
    }

    private boolean isTooMuch(EarlyCount ofTask, int bytes) {
        return bytes > AgentStores.MAX_VALUE_BYTES
                || ofTask.getOutcomes() > settings.earlyPerTask()
                || ofTask.getSize() > settings.earlySizePerTask().toBytes()
                || outcomes + 1 > settings.earlyPerPartition()
                || size + bytes > settings.earlySizePerPartition().toBytes();
    }

    /** What came before a task, in the order it came. */
    List<AgentEvent> of(String id) {
        EarlyCount count = count(id);
        List<AgentEvent> events = new ArrayList<>();
        for (int entry = 0; count != null && entry < count.getOutcomes(); entry++) {
            byte[] bytes = store.get(entryKey(id, entry));
            if (bytes != null) {
                events.add(event(outcomeFormat.decode(bytes)));
            }
        }
        return events;
    }

    /** Forgets what came before a task. */
    void clear(String id, Effects effects) {
        EarlyCount count = count(id);
        if (count == null) {
            return;
        }
        for (int entry = 0; entry < count.getOutcomes(); entry++) {
            effects.delete(store, entryKey(id, entry));
        }
        effects.delete(store, countKey(id));
        timers.remove(count.getDropAt(), id, effects);
        effects.afterwards(() -> add(count, -1));
    }

    private void add(EarlyCount count, int sign) {
        outcomes += (long) sign * count.getOutcomes();
        size += sign * count.getSize();
    }

    private @Nullable EarlyCount count(String id) {
        return outcomes == 0 ? null : countFormat.decodeIfPresent(store.get(countKey(id)));
    }

    private EarlyOutcome outcome(AgentEvent event) {
        return switch (event) {
            case BatchScored(ChunkBatchScored batch) ->
                    new EarlyOutcome(
                            EarlyKind.chunk_batch, ByteBuffer.wrap(batchFormat.encode(batch)));
            case StepEnded(StepCompleted step) ->
                    new EarlyOutcome(EarlyKind.step, ByteBuffer.wrap(stepFormat.encode(step)));
            case Commanded(TaskCommand command) ->
                    new EarlyOutcome(
                            EarlyKind.command, ByteBuffer.wrap(commandFormat.encode(command)));
            case Admitted _, AdmittedTooLate _, Broken _ ->
                    throw new IllegalArgumentException("not an outcome: " + event);
        };
    }

    private AgentEvent event(EarlyOutcome outcome) {
        byte[] bytes = new byte[outcome.getEvent().remaining()];
        outcome.getEvent().duplicate().get(bytes);
        return switch (outcome.getKind()) {
            case chunk_batch -> new BatchScored(batchFormat.decode(bytes));
            case step -> new StepEnded(stepFormat.decode(bytes));
            case command -> new Commanded(commandFormat.decode(bytes));
        };
    }

    private static Bytes countKey(String id) {
        return StateFormat.key(id + "|");
    }

    private static Bytes entryKey(String id, int entry) {
        return StateFormat.key(id + "|" + entry);
    }
}
