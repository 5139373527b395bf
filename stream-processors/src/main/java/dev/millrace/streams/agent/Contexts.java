package dev.millrace.streams.agent;

import dev.millrace.ChunkBatch;
import dev.millrace.RecordPlace;
import java.util.BitSet;
import java.util.List;
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

    void put(String id, Context context, Effects effects) {
        effects.put(store, StateFormat.key(id), format.encode(context));
    }

    void putPlaces(String id, List<RecordPlace> places, Effects effects) {
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

    void putBatch(String id, ChunkBatch batch, Effects effects) {
        effects.put(store, key(id, batch.getBatch()), batchFormat.encode(batch));
    }

    void deleteBatch(String id, int batch, Effects effects) {
        effects.delete(store, key(id, batch));
    }

    private static Bytes key(String id, int batch) {
        return StateFormat.key(id + "|" + batch);
    }
}
