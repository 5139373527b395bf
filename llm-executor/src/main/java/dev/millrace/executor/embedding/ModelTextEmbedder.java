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
        List<TextSegment> segments =
                texts.stream().map(ModelTextEmbedder::readable).map(TextSegment::from).toList();
        List<Embedding> embeddings = model.embedAll(segments).content();
        if (embeddings.size() != texts.size()) {
            throw new IllegalStateException(
                    "The embedding model returned %d vectors for %d texts"
                            .formatted(embeddings.size(), texts.size()));
        }
        embeddings.forEach(Embedding::normalize);
        return embeddings.stream().map(Embedding::vector).toList();
    }

    /** Models refuse a text of which their tokenizer leaves nothing. */
    private static String readable(String text) {
        return text.codePoints().anyMatch(ModelTextEmbedder::visible) ? text : ".";
    }

    private static boolean visible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.NON_SPACING_MARK ->
                    false;
            default -> true;
        };
    }
}
