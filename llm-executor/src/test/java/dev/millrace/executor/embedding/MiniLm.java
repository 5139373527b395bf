package dev.millrace.executor.embedding;

/** The real embedding model, loaded once for all tests. */
public final class MiniLm {

    private static final TextEmbedder EMBEDDER = new ModelTextEmbedder(new MiniLmEmbeddingModel());

    private MiniLm() {}

    public static TextEmbedder embedder() {
        return EMBEDDER;
    }
}
