package dev.millrace.executor.work;

import java.util.List;

/** Tells how well texts fit a query. */
@FunctionalInterface
public interface ChunkScorer {

    /**
     * One cosine similarity, from -1 to 1, for each text and in their order. Computes on the
     * calling thread, which belongs to a small pool of platform threads.
     */
    List<Double> score(String query, List<String> texts);
}
