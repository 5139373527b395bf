package dev.millrace.streams.agent;

import dev.millrace.ChunkBatch;
import dev.millrace.RecordPlace;
import dev.millrace.streams.agent.AgentState.Gathering;
import dev.millrace.streams.agent.AgentState.Live;
import dev.millrace.streams.agent.Decision.Moved;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * What tasks gather of their documents, as it is stored: under the task its context, of which the
 * places of the batches stay when it is complete; under task and batch what waits to be tried
 * again.
 */
final class Contexts {

    private final ContextFormat format = new ContextFormat();
    private final StateFormat<ChunkBatch> batchFormat = new StateFormat<>(ChunkBatch.class);
    private final KeyValueStore<Bytes, byte[]> store;

    Contexts(KeyValueStore<Bytes, byte[]> store) {
        this.store = store;
    }

    Context get(String id) {
        byte[] bytes = store.get(StateFormat.key(id));
        return bytes == null ? Context.empty() : format.decode(bytes);
    }

    private void put(String id, Context context, Effects effects) {
        effects.put(store, StateFormat.key(id), format.encode(context));
    }

    private void putPlaces(String id, List<RecordPlace> places, Effects effects) {
        put(id, new Context(new BitSet(), 0, List.of(), places), effects);
    }

    void delete(String id, Effects effects) {
        effects.delete(store, StateFormat.key(id));
    }

    ChunkBatch batch(String id, int batch) {
        byte[] bytes = store.get(key(id, batch));
        if (bytes == null) {
            throw new IllegalStateException("batch " + batch + " of task " + id + " is not kept");
        }
        return batchFormat.decode(bytes);
    }

    private void putBatch(String id, ChunkBatch batch, Effects effects) {
        effects.put(store, key(id, batch.getBatch()), batchFormat.encode(batch));
    }

    /** Keeps what a task under way needs of its context. */
    void save(StoredTask before, Live live, Effects effects) {
        if (live instanceof Gathering gathering) {
            if (!gathering.context().received().isEmpty()) {
                put(before.id(), gathering.context(), effects);
            }
        } else if (!live.transcript().chunks().equals(before.transcript().chunks())) {
            putPlaces(before.id(), live.transcript().chunks(), effects);
        } else if (before.state() instanceof Gathering) {
            delete(before.id(), effects);
        }
    }

    /** Keeps the batches that wait, and no others. */
    void saveBatches(StoredTask before, Moved moved, Effects effects) {
        Set<Integer> kept = waiting(before.state()).collect(Collectors.toSet());
        for (Emission emission : moved.emissions()) {
            if (emission instanceof Emission.BatchKept(ChunkBatch batch)) {
                putBatch(before.id(), batch, effects);
                kept.add(batch.getBatch());
            }
        }
        waiting(moved.next()).forEach(kept::remove);
        kept.forEach(batch -> effects.delete(store, key(before.id(), batch)));
    }

    private static Stream<Integer> waiting(AgentState state) {
        return state instanceof Gathering gathering
                ? gathering.work().stream().filter(Work::waiting).map(Work::call)
                : Stream.empty();
    }

    private static Bytes key(String id, int batch) {
        return StateFormat.key(id + "|" + batch);
    }
}
