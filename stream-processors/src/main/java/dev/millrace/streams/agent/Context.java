package dev.millrace.streams.agent;

import dev.millrace.AgentSnapshot;
import dev.millrace.RecordPlace;
import dev.millrace.ScoredChunk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What has been received of a task's context: which batches, and the chunks that fit the prompt
 * best. The result is the same in whatever order the batches come.
 *
 * @param received one bit for each batch received
 * @param batches how many batches there are; 0 while the last one has not been seen
 * @param best the best chunks so far, best first
 * @param places where the batches lie, as far as that is known
 */
record Context(BitSet received, int batches, List<ScoredChunk> best, List<RecordPlace> places) {

    /** Places beyond these are not kept: tools search that much of a task's documents. */
    static final int MAX_PLACES = 2_000;

    /** The most batches that a task may have. */
    static final int MAX_BATCHES = 65_536;

    private static final Comparator<ScoredChunk> BEST_FIRST =
            Comparator.comparingDouble(Context::comparableScore)
                    .reversed()
                    .thenComparingInt(ScoredChunk::getIndex);

    Context {
        received = (BitSet) received.clone();
        best = List.copyOf(best);
        places = List.copyOf(places);
    }

    @Override
    public BitSet received() {
        return (BitSet) received.clone();
    }

    static Context empty() {
        return new Context(new BitSet(), 0, List.of(), List.of());
    }

    boolean has(int batch) {
        return batch >= 0 && received.get(batch);
    }

    boolean isComplete() {
        return batches > 0 && received.cardinality() == batches;
    }

    /**
     * The context after one more batch.
     *
     * @throws IllegalArgumentException if there can be no such batch
     */
    Context with(int batch, boolean last, List<ScoredChunk> chunks, Limits limits) {
        int total = last ? batch + 1 : batches;
        if (batch < 0 || batch >= MAX_BATCHES) {
            throw new IllegalArgumentException(
                    "batch must be from 0 to " + (MAX_BATCHES - 1) + " but is " + batch);
        }
        if (total > 0 && (batch >= total || received.length() > total)) {
            throw new IllegalArgumentException(
                    "batch " + batch + (last ? ", marked last," : "") + " contradicts the others");
        }
        BitSet nowReceived = received();
        nowReceived.set(batch);
        return new Context(nowReceived, total, best(chunks, limits), places);
    }

    /** The context with the place of the batch that was added last. */
    Context at(@Nullable RecordPlace place) {
        if (place == null || places.size() >= MAX_PLACES) {
            return this;
        }
        return new Context(
                received, batches, best, Stream.concat(places.stream(), Stream.of(place)).toList());
    }

    private List<ScoredChunk> best(List<ScoredChunk> chunks, Limits limits) {
        return Stream.concat(
                        best.stream(),
                        chunks.stream()
                                .filter(chunk -> chunk.getTokens() <= limits.tokens())
                                .filter(chunk -> bytes(chunk) <= limits.bytesEach()))
                .sorted(BEST_FIRST)
                .limit(limits.passages())
                .toList();
    }

    /** The best chunks, best first, but for those that would exceed the tokens. */
    List<ScoredChunk> within(int tokens) {
        List<ScoredChunk> chosen = new ArrayList<>();
        long left = tokens;
        for (ScoredChunk chunk : best) {
            if (chunk.getTokens() <= left) {
                chosen.add(chunk);
                left -= chunk.getTokens();
            }
        }
        return chosen;
    }

    private static double comparableScore(ScoredChunk chunk) {
        return Double.isNaN(chunk.getScore()) ? Double.NEGATIVE_INFINITY : chunk.getScore();
    }

    private static int bytes(ScoredChunk chunk) {
        return utf8(chunk.getText()) + utf8(chunk.getTitle()) + utf8(chunk.getDocumentId());
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /**
     * Which chunks are kept.
     *
     * @param passages the most chunks
     * @param tokens the most tokens of one chunk
     * @param bytesEach the most bytes of one chunk
     */
    record Limits(int passages, int tokens, int bytesEach) {

        /** More passages than this are not kept, whatever an agent asks for. */
        private static final int MAX_PASSAGES = 64;

        /** The most bytes of all chunks together; the rest of a stored value is for the bitmap. */
        private static final int MAX_BYTES = 384 * 1024;

        static Limits of(AgentSnapshot agent) {
            int passages = Math.clamp(agent.getRetrievalPassages(), 0, MAX_PASSAGES);
            return new Limits(
                    passages, agent.getContextTokens(), MAX_BYTES / Math.max(1, passages));
        }
    }
}
