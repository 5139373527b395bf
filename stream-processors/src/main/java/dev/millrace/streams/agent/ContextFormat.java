package dev.millrace.streams.agent;

import dev.millrace.RecordPlace;
import dev.millrace.ScoredChunk;
import dev.millrace.streams.state.BatchPlace;
import dev.millrace.streams.state.ContextChunk;
import dev.millrace.streams.state.GatheredContext;
import java.nio.ByteBuffer;
import java.util.BitSet;

/** The bytes of a stored context. */
final class ContextFormat {

    private final StateFormat<GatheredContext> format =
            new StateFormat<>(GatheredContext.class, "GatheredContext-1.avsc");

    byte[] encode(Context context) {
        return format.encode(
                GatheredContext.newBuilder()
                        .setReceived(ByteBuffer.wrap(context.received().toByteArray()))
                        .setBatches(context.batches())
                        .setBest(context.best().stream().map(ContextFormat::stored).toList())
                        .setPlaces(
                                context.places().stream()
                                        .map(p -> new BatchPlace(p.getPartition(), p.getOffset()))
                                        .toList())
                        .build());
    }

    Context decode(byte[] bytes) {
        GatheredContext context = format.decode(bytes);
        return new Context(
                BitSet.valueOf(context.getReceived()),
                context.getBatches(),
                context.getBest().stream().map(ContextFormat::scored).toList(),
                context.getPlaces().stream()
                        .map(place -> new RecordPlace(place.getPartition(), place.getOffset()))
                        .toList());
    }

    private static ContextChunk stored(ScoredChunk chunk) {
        return new ContextChunk(
                chunk.getIndex(),
                chunk.getDocumentId(),
                chunk.getTitle(),
                chunk.getText(),
                chunk.getTokens(),
                chunk.getScore());
    }

    private static ScoredChunk scored(ContextChunk chunk) {
        return new ScoredChunk(
                chunk.getIndex(),
                chunk.getDocumentId(),
                chunk.getTitle(),
                chunk.getText(),
                chunk.getTokens(),
                chunk.getScore());
    }
}
