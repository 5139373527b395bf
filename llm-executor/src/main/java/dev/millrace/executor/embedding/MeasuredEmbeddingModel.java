package dev.millrace.executor.embedding;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.millrace.executor.metrics.GenAiMetrics;
import java.util.List;
import java.util.function.Function;

/** Measures what an embedding model does. Thread-safe, if the model is. */
final class MeasuredEmbeddingModel implements EmbeddingModel {

    private final EmbeddingModel model;
    private final String provider;
    private final String name;
    private final GenAiMetrics metrics;
    private final Function<RuntimeException, String> errors;

    /**
     * @param errors tells the kind of a failure
     */
    MeasuredEmbeddingModel(
            EmbeddingModel model,
            String provider,
            String name,
            GenAiMetrics metrics,
            Function<RuntimeException, String> errors) {
        this.model = model;
        this.provider = provider;
        this.name = name;
        this.metrics = metrics;
        this.errors = errors;
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
        try (GenAiMetrics.Call call = metrics.embeddings(provider, name)) {
            return embedAll(segments, call);
        }
    }

    private Response<List<Embedding>> embedAll(List<TextSegment> segments, GenAiMetrics.Call call) {
        try {
            Response<List<Embedding>> response = model.embedAll(segments);
            call.answered();
            if (response.tokenUsage() != null && response.tokenUsage().inputTokenCount() != null) {
                call.used(response.tokenUsage().inputTokenCount(), 0);
            }
            return response;
        } catch (RuntimeException e) {
            if (!Thread.currentThread().isInterrupted()) {
                call.failed(errors.apply(e));
            }
            throw e;
        }
    }
}
