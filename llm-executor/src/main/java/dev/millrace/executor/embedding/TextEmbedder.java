package dev.millrace.executor.embedding;

import java.util.List;

/** Turns texts into vectors of length one, so that their dot product is their cosine similarity. */
@FunctionalInterface
public interface TextEmbedder {

    /** One vector for each text, in their order. The work is done on the calling thread. */
    List<float[]> embed(List<String> texts);

    /** The cosine similarity of two texts, given their vectors. */
    static double similarity(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return Math.clamp(sum, -1.0, 1.0);
    }
}
