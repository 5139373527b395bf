package dev.millrace.executor.embedding;

import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.millrace.executor.http.ModelHttpClientBuilder;
import dev.millrace.executor.model.FailureClassifier;
import dev.millrace.executor.work.ChunkScorer;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets up the embedding of texts. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EmbeddingProperties.class)
class EmbeddingConfiguration {

    @Bean
    TextEmbedder textEmbedder(EmbeddingProperties properties) {
        return switch (properties.provider()) {
            case IN_PROCESS ->
                    new BoundedTextEmbedder(
                            new ModelTextEmbedder(new MiniLmEmbeddingModel()),
                            Runtime.getRuntime().availableProcessors());
            case OPENAI ->
                    new RemoteTextEmbedder(
                            new ModelTextEmbedder(openAi(properties)),
                            FailureClassifier.hiding(properties.apiKey()),
                            properties.timeout());
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
