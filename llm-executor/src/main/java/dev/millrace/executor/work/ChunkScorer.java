package dev.millrace.executor.work;

import java.util.List;

/** Tells how well texts fit a query. */
@FunctionalInterface
public interface ChunkScorer {

    /**
     * One score, from -1 to 1, higher is better, for each text and in their order. Computes on the
     * calling thread, which belongs to a small pool of platform threads.
     *
     * @throws CallFailedException if a model elsewhere was asked and did not answer
     */
    List<Double> score(String query, List<String> texts);
}
