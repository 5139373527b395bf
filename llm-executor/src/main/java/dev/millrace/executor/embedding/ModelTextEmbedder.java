package dev.millrace.executor.embedding;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import java.util.List;

/** Embeds with any model of langchain4j. */
final class ModelTextEmbedder implements TextEmbedder {

    private final EmbeddingModel model;

    ModelTextEmbedder(EmbeddingModel model) {
        this.model = model;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        if (texts.isEmpty()) {
            return List.of();
        }
        // A text without a word has no tokens, and models refuse it.
        List<TextSegment> segments =
                texts.stream().map(text -> TextSegment.from(text.isBlank() ? "." : text)).toList();
        List<Embedding> embeddings = model.embedAll(segments).content();
        if (embeddings.size() != texts.size()) {
            throw new IllegalStateException(
                    "The embedding model returned %d vectors for %d texts"
                            .formatted(embeddings.size(), texts.size()));
        }
        embeddings.forEach(Embedding::normalize);
        return embeddings.stream().map(Embedding::vector).toList();
    }
}
