package dev.millrace.executor.embedding;

import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.millrace.executor.http.ModelCall;
import dev.millrace.executor.http.ModelHttpClientBuilder;
import dev.millrace.executor.metrics.GenAiMetrics;
import dev.millrace.executor.model.FailureClassifier;
import dev.millrace.executor.work.ChunkScorer;
import dev.millrace.executor.work.FailureKind;
import dev.millrace.executor.work.ModelName;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets up the embedding of texts. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EmbeddingProperties.class)
class EmbeddingConfiguration {

    @Bean
    TextEmbedder textEmbedder(EmbeddingProperties properties, GenAiMetrics metrics) {
        return switch (properties.provider()) {
            case IN_PROCESS -> inProcess(metrics);
            case OPENAI -> openAi(properties, metrics);
        };
    }

    private static TextEmbedder inProcess(GenAiMetrics metrics) {
        return new BoundedTextEmbedder(
                new ModelTextEmbedder(
                        new MeasuredEmbeddingModel(
                                new MiniLmEmbeddingModel(),
                                "in-process",
                                MiniLmEmbeddingModel.NAME,
                                metrics,
                                _ -> FailureKind.INTERNAL.type())),
                Runtime.getRuntime().availableProcessors());
    }

    private static TextEmbedder openAi(EmbeddingProperties properties, GenAiMetrics metrics) {
        FailureClassifier failures = FailureClassifier.hiding(properties.apiKey());
        return new RemoteTextEmbedder(
                new ModelTextEmbedder(
                        new MeasuredEmbeddingModel(
                                openAi(properties),
                                "openai",
                                properties.model(),
                                metrics,
                                e -> failures.failed(e, ModelCall.isCurrentAnswered()).type())),
                failures,
                properties.timeout());
    }

    @Bean
    ModelName embeddingModelName(EmbeddingProperties properties) {
        return switch (properties.provider()) {
            case IN_PROCESS -> new ModelName(ModelName.IN_PROCESS, MiniLmEmbeddingModel.NAME);
            case OPENAI -> new ModelName("openai", properties.model());
        };
    }

    @Bean
    ChunkScorer chunkScorer(TextEmbedder embedder, EmbeddingProperties properties) {
        return new EmbeddingChunkScorer(embedder, properties.cachedQueries());
    }

    private static OpenAiEmbeddingModel openAi(EmbeddingProperties properties) {
        return OpenAiEmbeddingModel.builder()
                .httpClientBuilder(
                        new ModelHttpClientBuilder(
                                properties.connectTimeout(),
                                properties.timeout(),
                                Clock.systemUTC()))
                .baseUrl(properties.url())
                .apiKey(properties.apiKey().isBlank() ? null : properties.apiKey())
                .modelName(properties.model())
                .maxRetries(0)
                .build();
    }
}
