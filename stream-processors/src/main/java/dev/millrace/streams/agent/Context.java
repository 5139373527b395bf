package dev.millrace.streams.agent;

import dev.millrace.ScoredChunk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/**
 * What has been received of a task's context: which batches, and the chunks that fit the prompt
 * best. The result is the same in whatever order the batches come.
 *
 * @param received one bit for each batch received
 * @param batches how many batches there are; 0 while the last one has not been seen
 * @param best the best chunks so far, best first
 */
record Context(BitSet received, int batches, List<ScoredChunk> best) {

    /** The most batches that a task may have. */
    static final int MAX_BATCHES = 65_536;

    private static final Comparator<ScoredChunk> BEST_FIRST =
            Comparator.comparingDouble(Context::comparableScore)
                    .reversed()
                    .thenComparingInt(ScoredChunk::getIndex);

    Context {
        received = (BitSet) received.clone();
        best = List.copyOf(best);
    }

    @Override
    public BitSet received() {
        return (BitSet) received.clone();
    }

    static Context empty() {
        return new Context(new BitSet(), 0, List.of());
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
        return new Context(nowReceived, total, best(chunks, limits));
    }

    /** The longest run of best chunks that is within the limits. */
    private List<ScoredChunk> best(List<ScoredChunk> chunks, Limits limits) {
        List<ScoredChunk> ranked = new ArrayList<>(best);
        for (ScoredChunk chunk : chunks) {
            if (chunk.getTokens() <= limits.tokens() && bytes(chunk) <= limits.bytes()) {
                ranked.add(chunk);
            }
        }
        ranked.sort(BEST_FIRST);
        int count = 0;
        long tokens = 0;
        long bytes = 0;
        for (ScoredChunk chunk : ranked) {
            tokens += chunk.getTokens();
            bytes += bytes(chunk);
            if (count == limits.passages() || tokens > limits.tokens() || bytes > limits.bytes()) {
                break;
            }
            count++;
        }
        return ranked.subList(0, count);
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
     * How much of the documents a model is given.
     *
     * @param passages the most chunks
     * @param tokens the most tokens of those chunks together
     * @param bytes the most bytes of those chunks together
     */
    record Limits(int passages, int tokens, int bytes) {}
}
